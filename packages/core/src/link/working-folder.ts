import { ExecutorError } from '../errors/index.js'

/** The working directory; `undefined` if it was removed. */
export function findWorkingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** @throws {@link ExecutorError} that names the process, if the working directory was removed */
export function requireWorkingFolder(name: string): string {
  const folder = findWorkingFolder()
  if (folder !== undefined) return folder
  const reason = 'the working directory of this process does not exist any more'
  throw new ExecutorError(`Cannot start "${name}": ${reason}`)
}
