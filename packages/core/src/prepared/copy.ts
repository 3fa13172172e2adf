import { constants } from 'node:fs'
import { cp } from 'node:fs/promises'
import { describeEnd, ExecutorError } from '../errors/index.js'
import { runCommand } from '../process/index.js'

/** Blocks are shared where the file system can, and copied where it cannot. BusyBox knows no option for that. */
const share = process.platform === 'darwin' ? '-c' : '--reflink=auto'
const script = `cp -a ${share} "$1/." "$2" 2>/dev/null || cp -a "$1/." "$2"`

/**
 * Fills an empty folder with a copy of another: owners, modes and links included, those of the folder itself too.
 *
 * `cp` takes half the time of `fs.cp` and none of this process's, and knows owners. Windows has neither.
 *
 * @throws {@link ExecutorError} with what `cp` said last
 */
export async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  if (process.platform === 'win32')
    return cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })
  const { output, ...end } = await runCommand(planCopy(from, to), signal)
  signal.throwIfAborted()
  if (end.code === 0) return
  const lastLine = output.trimEnd().split('\n').at(-1)
  throw new ExecutorError(lastLine || `its copy ${describeEnd(end)}`)
}

function planCopy(from: string, to: string): Parameters<typeof runCommand>[0] {
  return {
    name: `copy of ${from}`,
    command: `cp -a ${from} ${to}`,
    args: ['sh', '-c', script, 'sh', from, to],
    shell: false,
    cwd: '/',
    environment: process.env,
    env: {},
    stdin: 'ignore',
    stopSignal: 'SIGTERM',
  }
}
