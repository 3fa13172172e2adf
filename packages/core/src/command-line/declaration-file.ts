import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Declaration } from '../declaration/index.js'
import { anonymous } from '../declaration/index.js'
import { findNearest } from '../internal/nearest.js'
import { parseJson } from './parse-json.js'
import { UsageError } from './usage-error.js'

/** What a file declares. */
export interface DeclaredBlock {
  /** Declarations by name, as they were written. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** Whether the file is a declaration itself, which has no name in it. */
  readonly isSingle: boolean
}

/**
 * Reads a file that holds one declaration, or a block of them by name; `$schema` is for editors.
 *
 * @throws {@link UsageError} that says where it is no JSON, or what it is instead
 */
export function readDeclarationFile(path: string): DeclaredBlock {
  const content = parseJson(readText(path), path)
  if (!isObject(content))
    throw new UsageError(`Cannot use "${path}": it must hold a declaration, or several by name`)
  const { $schema: _, ...declared } = content
  if ('executor' in declared && !isObject(declared['executor']))
    return { processes: { [anonymous]: declared as unknown as Declaration }, isSingle: true }
  if (Object.keys(declared).length === 0)
    throw new UsageError(`Cannot use "${path}": it declares nothing`)
  return { processes: declared as Readonly<Record<string, Declaration>>, isSingle: false }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason =
      code === 'ENOENT'
        ? `there is no such file${suggestFile(path)}`
        : code === 'EISDIR'
          ? 'it is a folder'
          : message
    throw new UsageError(`Cannot read "${path}": ${reason}`, { cause })
  }
}

function suggestFile(path: string): string {
  try {
    const near = findNearest(basename(path), readdirSync(dirname(path)))
    return near === undefined ? '' : `; did you mean "${near}"?`
  } catch {
    return '' // there is no such folder either
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
