import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeclarationError } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { anonymous, type Declaration } from './declaration.js'
import { parseJson } from './parse-json.js'
import { describeInput } from './problems.js'
import type { Variables } from './variables.js'

/** The content of a file of declarations. */
export interface DeclaredBlock {
  /** Declarations by name, as written. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** Whether the file is a single declaration, which has no name. */
  readonly isSingle: boolean
  /** Variables for the code under test, with values of the processes. */
  readonly env?: Variables
}

/**
 * Reads declarations by name from a JSON file, in the format of `mirakuru run`. Ignores `$schema`, which is for
 * editors. Invalid options are reported later, all at once, when a process is started.
 *
 * @param file - a URL or a path; a relative path is resolved against the working directory
 * @throws {@link DeclarationError} if the file cannot be read, is not valid JSON, or does not hold declarations by name
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
 * Reads a file with one declaration, or with a block of declarations by name.
 *
 * @throws {@link DeclarationError} if the file cannot be read, is not valid JSON, or holds something else
 */
export function readDeclarationFile(path: string): DeclaredBlock {
  const content = parse(path)
  if (!isObject(content))
    throw refuse('use', path, 'it must hold a declaration, or several by name')
  const { $schema: _, ...declared } = content
  if ('executor' in declared && !isObject(declared['executor']))
    return { processes: { [anonymous]: declared as unknown as Declaration }, isSingle: true }
  if (Object.keys(declared).length === 0) throw refuse('use', path, 'it declares nothing')
  return readBlock(declared, (reason) => refuse('use', path, reason))
}

/**
 * Reads a block in either form: declarations by name, or `{ processes, env }` with variables for the code under test.
 *
 * @param refusal - makes the error of a block that has something else beside those
 */
export function readBlock(
  content: Readonly<Record<string, unknown>>,
  refusal: (reason: string) => Error,
): DeclaredBlock {
  const { processes, env, ...others } = content
  // A process of that name has an executor.
  if (!isObject(processes) || 'executor' in processes)
    return { processes: content as DeclaredBlock['processes'], isSingle: false }
  const [other] = Object.keys(others)
  if (other !== undefined)
    throw refusal(`beside "processes" there can be "env", but not "${other}"`)
  if (env !== undefined && !isObject(env))
    throw refusal(`"env" must be an object${describeInput(env, ['env'])}`)
  const declared = { processes: processes as DeclaredBlock['processes'], isSingle: false }
  return env === undefined ? declared : { ...declared, env: env as Variables }
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
    return '' // the folder does not exist either
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
