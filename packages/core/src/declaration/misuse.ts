import { DeclarationError } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { describeInput } from './problems.js'
import { suggestName } from './unknown-placeholder.js'

/** Describes an invalid argument of `useProcess()`: neither a name nor an object that may be a declaration. */
export function findMisuse(wanted: unknown): DeclarationError | undefined {
  if (typeof wanted === 'string') return undefined
  if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) return undefined
  const message = `must be the name of a process, or a declaration as tcpExecutor() returns it${describeInput(wanted, [])}`
  return new DeclarationError('argument of useProcess()', [{ path: '', message }])
}

/**
 * Describes a name in `useProcess()` that no configured process has.
 *
 * @param known - the names of the configured processes
 * @param advice - how to configure one, if there are none
 */
export function describeUnknownName(
  name: string,
  known: readonly string[],
  advice: string,
): DeclarationError {
  const near = findNearest(name, known)
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`
  const message =
    known.length === 0
      ? `there is no "${name}", because no processes are configured: ${advice}`
      : `there is no "${name}" among the configured processes${hint}: ${known.join(', ')}`
  return new DeclarationError('name in useProcess()', [{ path: '', message }])
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
