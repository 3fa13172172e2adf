import { findHolder, findListener, readMark } from '../../process/index.js'
import { isLive, listProcesses, type FoundProcess, type Sight } from '../runs.js'
import type { Finding } from './finding.js'

/** Checks whether other processes serve the ports of running ones. */
export function checkLivePorts(sight: Sight): Finding[] {
  return listProcesses(sight)
    .filter(({ process }) => isLive(process))
    .flatMap(findStranger)
}

function findStranger({ process: { name, pid, host, port } }: FoundProcess): Finding[] {
  if (pid === undefined || host === undefined || port === undefined) return []
  const inode = findListener(host === 'localhost' ? '127.0.0.1' : host, port)
  const holder = inode === undefined ? undefined : findHolder(inode)
  if (holder === undefined || readMark(holder.pid) === readMark(pid)) return []
  return [
    {
      check: 'ports',
      status: 'fault',
      message: `Port ${port} of "${name}" (pid ${pid}) is served by another process: pid ${holder.pid} (${holder.command})`,
      advice: 'end it, or leave the port out: a free one is allocated then',
    },
  ]
}
