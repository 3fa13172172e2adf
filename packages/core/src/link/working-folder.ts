import { ExecutorError } from '../errors/index.js'

/** The working directory; `undefined` when it has been removed meanwhile. */
export function findWorkingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** @throws {@link ExecutorError} that says what cannot be started without it */
export function requireWorkingFolder(name: string): string {
  const folder = findWorkingFolder()
  if (folder !== undefined) return folder
  const reason = 'the working directory of this process does not exist any more'
  throw new ExecutorError(`Cannot start "${name}": ${reason}`)
}
