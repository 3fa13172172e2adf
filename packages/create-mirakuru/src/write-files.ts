import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SourceFile } from './runners/runner.js'

/** Which files were written, and which were there before. */
export interface Written {
  readonly written: readonly string[]
  readonly kept: readonly string[]
}

/** Writes files into a folder; what is there stays as it is. */
export function writeFiles(folder: string, files: readonly SourceFile[]): Written {
  const kept = files.filter((file) => !write(folder, file)).map(({ path }) => path)
  const written = files.map(({ path }) => path).filter((path) => !kept.includes(path))
  return { written, kept }
}

function write(folder: string, { path, text }: SourceFile): boolean {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
