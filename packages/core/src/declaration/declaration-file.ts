import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeclarationError } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { anonymous, type Declaration } from './declaration.js'
import { parseJson } from './parse-json.js'

/** What a file declares. */
export interface DeclaredBlock {
  /** Declarations by name, as they were written. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** Whether the file is a declaration itself, which has no name in it. */
  readonly isSingle: boolean
}

/**
 * Reads declarations by name from a JSON file, the same that `mirakuru run` takes. `$schema`, which is for editors, is left
 * out. What is wrong with a single option shows where the process is started, with all that is wrong with others.
 *
 * @param file - a path, from the working directory if it is relative, or a URL
 * @throws {@link DeclarationError} that says at which line it is no JSON, or what it is instead of declarations by name
 * @example
 * ```ts
 * const processes = readDeclarations(new URL('services.json', import.meta.url))
 * ```
 */
export function readDeclarations(file: string | URL): Readonly<Record<string, Declaration>> {
  const path = typeof file === 'string' ? file : fileURLToPath(file)
  const { processes, isSingle } = readDeclarationFile(path)
  if (isSingle)
    throw refuse('use', path, 'it is one declaration, without a name: { "db": { … } } has one')
  return processes
}

/**
 * Reads a file that holds one declaration, or a block of them by name.
 *
 * @throws {@link DeclarationError} that says where it is no JSON, or what it is instead
 */
export function readDeclarationFile(path: string): DeclaredBlock {
  const content = parse(path)
  if (!isObject(content))
    throw refuse('use', path, 'it must hold a declaration, or several by name')
  const { $schema: _, ...declared } = content
  if ('executor' in declared && !isObject(declared['executor']))
    return { processes: { [anonymous]: declared as unknown as Declaration }, isSingle: true }
  if (Object.keys(declared).length === 0) throw refuse('use', path, 'it declares nothing')
  return { processes: declared as Readonly<Record<string, Declaration>>, isSingle: false }
}

function parse(path: string): unknown {
  const text = readText(path)
  try {
    return parseJson(text)
  } catch (error) {
    const { message, cause } = error as SyntaxError
    throw refuse('read', path, message, { cause })
  }
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
    throw refuse('read', path, reason, { cause })
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

function refuse(
  action: 'read' | 'use',
  path: string,
  reason: string,
  options?: ErrorOptions,
): DeclarationError {
  const message = `Cannot ${action} "${path}": ${reason}`
  return new DeclarationError(`"${path}"`, [{ path: '', message: reason }], { ...options, message })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
