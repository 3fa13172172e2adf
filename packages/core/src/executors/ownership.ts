import type { Holder } from '../errors/index.js'
import {
  findHolder,
  findListener,
  holdsSocket,
  identify,
  type LiveProcess,
} from '../process/index.js'

/**
 * The process that listens on an address, if it is neither this process nor one that it started.
 *
 * @returns `undefined` when it is one of them, and when the system does not report it: without /proc, and for listeners
 *   of users whose processes are not visible
 */
export function findStranger(
  process: LiveProcess,
  address: string,
  port: number,
): Holder | undefined {
  const inode = findListener(address, port)
  if (inode === undefined) return undefined
  if (process.exit === undefined && holdsSocket([process.leader.pid], inode)) return undefined
  if (
    holdsSocket(
      process.findMembers().map(({ pid }) => pid),
      inode,
    )
  )
    return undefined
  return findHolder(inode)
}

/** Whether the holder is older than the process. Start times are numbers on systems that report holders. */
export function isOlder({ pid }: Holder, { leader }: LiveProcess): boolean {
  return Number(identify(pid)?.startTime) < Number(leader.startTime)
}

const complaint =
  /EADDRINUSE|\b(?:address|port|connection|socket)\b.*\bin use\b|\b(?:fail|error|cannot|could not|unable)\w*\b.*\bbind|\bbind\b.*\b(?:fail|error)|only one usage of each socket address/i

/**
 * Whether output says that a port was taken. Programs word it in many ways; a line that names only another port, such
 * as that of Node's inspector, does not count. It is an additional sign only: the system reports the holder of a port.
 */
export function saysPortIsTaken(output: string, port: number): boolean {
  return output
    .split('\n')
    .filter((line) => complaint.test(line))
    .some((line) => line.includes(String(port)) || !/:\d{4,5}\b/.test(line))
}
