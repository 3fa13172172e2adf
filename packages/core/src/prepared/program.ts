import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** The location of a program, and which build it is. */
export interface FoundProgram {
  readonly path: string
  readonly size: number
  /** When it was changed. */
  readonly modified: number
}

/** The file that a name of a program resolves to; `undefined` if there is none. */
export function findProgram(
  name: string,
  { cwd, searchPath }: { readonly cwd: string; readonly searchPath: string },
): FoundProgram | undefined {
  if (name.includes('/')) return inspect(resolve(cwd, name))
  for (const folder of searchPath.split(delimiter)) {
    const found = inspect(join(resolve(cwd, folder), name))
    if (found !== undefined) return found
  }
  return undefined
}

function inspect(path: string): FoundProgram | undefined {
  try {
    const found = statSync(path)
    accessSync(path, constants.X_OK)
    return found.isFile() ? { path, size: found.size, modified: found.mtimeMs } : undefined
  } catch {
    return undefined // it does not exist, is in another user's folder, or is not executable
  }
}
