import { accessSync, constants, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describeRendezvous } from '../../protocol/index.js'
import { formatMemory } from '../formats.js'
import type { Finding } from './finding.js'

const check = 'temporary folder'
/** `sun_path` of unix(7) has 108 bytes on Linux and 104 on macOS, one of them for the NUL at the end. */
const longestSocket = process.platform === 'darwin' ? 103 : 107
const enoughSpace = 100 * 1024 * 1024
/** As long as any. */
const someRunner = { pid: 4_194_304, startTime: '1'.repeat(10) }

/** Whether runs can meet in the folder for temporary files. */
export function checkTemporaryFolder(folder: string = tmpdir()): Finding {
  const reason = findObstacle(folder)
  if (reason !== undefined)
    return {
      check,
      status: 'fault',
      message: `Nothing can be started: ${reason}`,
      advice: 'set TMPDIR to a folder that you can write to, with a short path',
    }
  const { bavail, bsize } = statfsSync(folder)
  const space = bavail * bsize
  if (space > enoughSpace)
    return { check, status: 'ok', message: `Temporary files are written to ${folder}` }
  return {
    check,
    status: 'warning',
    message: `${folder} has only ${formatMemory(space)} left for temporary files`,
    advice: 'remove what is not needed, or set TMPDIR to another folder',
  }
}

function findObstacle(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder}, for temporary files, is no folder`
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT'
      ? `${folder}, for temporary files, does not exist`
      : `${folder}, for temporary files, cannot be written to (${code})`
  }
  const { length } = describeRendezvous(someRunner).socket
  return process.platform !== 'win32' && length > longestSocket
    ? `the path of ${folder}, for temporary files, is ${length - longestSocket} characters too long for a socket in it`
    : undefined
}
