import { accessSync, constants, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasDescriptorPaths } from '../../internal/own-folder.js'
import { findSocketPathFault } from '../../internal/socket-path.js'
import { describeRendezvous } from '../../protocol/index.js'
import { formatMemory } from '../formats.js'
import type { Finding } from './finding.js'

const check = 'temporary folder'
const enoughSpace = 100 * 1024 * 1024
/** As long as the longest one. */
const someRunner = { pid: 4_194_304, startTime: '1'.repeat(10) }
/** As long as the path of a socket in a private folder. */
const someSocket = 'mirakuru-0123456789abcdef/tmp-AbCdEf/postgres/.s.PGSQL.54321'

/** Checks whether the temporary folder can be used for runs. */
export function checkTemporaryFolder(folder: string = tmpdir()): Finding {
  const reason = findObstacle(folder)
  if (reason !== undefined)
    return {
      check,
      status: 'fault',
      message: `No process can be started: ${reason}`,
      advice: 'set TMPDIR to a folder that you can write to, with a short path',
    }
  const drawback = findDrawback(folder)
  if (drawback === undefined)
    return { check, status: 'ok', message: `Temporary files are written to ${folder}` }
  return { check, status: 'warning', ...drawback }
}

/** Checks that only warn. */
function findDrawback(folder: string): Pick<Finding, 'message' | 'advice'> | undefined {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize <= enoughSpace)
    return {
      message: `${folder} has only ${formatMemory(bavail * bsize)} left for temporary files`,
      advice: 'remove files that are not needed, or set TMPDIR to another folder',
    }
  const { mode, uid } = statSync(folder)
  if (process.getuid !== undefined && (mode & 0o022) !== 0 && (mode & 0o1000) === 0)
    return {
      message: `Other users can rename files in ${folder}, for temporary files: it is not sticky`,
      advice: `chmod +t ${folder}, as user ${uid}, or set TMPDIR to another folder`,
    }
  if (findSocketPathFault(join(folder, someSocket)) !== undefined)
    return {
      message: `The path of ${folder}, for temporary files, is so long that unix sockets in {tmp} may not fit`,
      advice: 'set TMPDIR to a folder with a shorter path',
    }
  return undefined
}

function findObstacle(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder}, for temporary files, is not a folder`
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT'
      ? `${folder}, for temporary files, does not exist`
      : `${folder}, for temporary files, cannot be written to (${code})`
  }
  if (hasDescriptorPaths()) return undefined
  const { socket } = describeRendezvous(someRunner)
  const fault = process.platform === 'win32' ? undefined : findSocketPathFault(socket)
  return fault && `the path of ${folder}, for temporary files, is too long: ${fault}`
}
