import { DeclarationError } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import type { Declaration } from './declaration.js'
import { nameDeclared } from './default-name.js'
import { listStrings, noteOnBraces } from './placeholders.js'
import { describeInput } from './problems.js'
import { findReferenced, listPlaceholdersIn } from './references.js'
import { listReferences } from './resource.js'
import { suggestName } from './unknown-placeholder.js'

/**
 * Describes an invalid argument of a function such as `useProcess()`: neither a name nor an object that may be a
 * declaration.
 *
 * @param caller - the name of the function
 */
export function findMisuse(wanted: unknown, caller: string): DeclarationError | undefined {
  if (typeof wanted === 'string') return undefined
  if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) return undefined
  const message = `must be the name of a process, or a declaration as tcpExecutor() returns it${describeInput(wanted, [])}`
  return new DeclarationError(`argument of ${caller}()`, [{ path: '', message }])
}

/** Where names of processes are known. */
interface Names {
  /** The names of the configured processes. */
  readonly known: readonly string[]
  /** The name of the function that was called: `useProcess`. */
  readonly caller: string
  /** How to configure a process of that name. */
  readonly advise: (name: string) => string
}

/** Describes a name in `useProcess()` that no configured process has. */
export function describeUnknownName(
  name: string,
  { known, caller, advise }: Names,
): DeclarationError {
  const near = findNearest(name, known)
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`
  const message =
    known.length === 0
      ? `there is no "${name}", because no processes are configured: ${advise(name)}`
      : `there is no "${name}" among the configured processes${hint}: ${known.join(', ')}`
  return new DeclarationError(`name in ${caller}()`, [{ path: '', message }])
}

/**
 * Describes references of a declaration that is passed to `useProcess()` to processes that are not configured, and are
 * probably declared by another call; `undefined` if there are none. One that looks like a slip is reported at the start.
 */
export function findStrangers(
  declaration: Declaration,
  { known, caller, advise }: Names,
): DeclarationError | undefined {
  const outside = new Set(listReferences(declaration))
  const named = 'ports' in declaration ? declaration.ports : []
  const ports = listStrings(named).map(({ text }) => `ports.${text}`)
  const problems = listPlaceholdersIn(declaration).flatMap(({ path, name }) => {
    const process = findReferenced(name)
    if (process === undefined || !outside.has(process) || known.includes(process)) return []
    if ((findNearest(process, known) ?? findNearest(name, ports)) !== undefined) return []
    const message =
      `{${name}} names a process "${process}", which is not among the configured ones, and ` +
      `${caller}(declaration) knows no others: ${advise(process)}, and get it by ${caller}('${process}') ${noteOnBraces(name)}`
    return [{ path, message }]
  })
  if (problems.length === 0) return undefined
  const subject = `${declaration.executor} executor "${nameDeclared(declaration)}"`
  return new DeclarationError(subject, problems)
}

/**
 * Describes a name that no process has.
 *
 * @param subject - what the name is; it may have been written as a placeholder
 */
export function describeUnknownProcess(
  subject: string,
  name: string,
  known: readonly string[],
): DeclarationError {
  const [, meant = name] = /^\{([^.}]+)/.exec(name) ?? []
  const message = `there is no process "${name}"; ${suggestName(meant, known)}`
  return new DeclarationError(subject, [{ path: '', message }])
}
