import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** The path of a program; `undefined` if there is none that can be executed. */
export function findProgram(
  name: string,
  {
    path = process.env['PATH'] ?? '',
    cwd = process.cwd(),
  }: { path?: string | undefined; cwd?: string } = {},
): string | undefined {
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, name))
  return candidates.find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
