import { DeclarationError } from '../errors/index.js'
import { describeInput } from './problems.js'

/** What is wrong with something that `useProcess()` was given, where it is neither a name nor an object that may declare one. */
export function findMisuse(wanted: unknown): DeclarationError | undefined {
  if (typeof wanted === 'string') return undefined
  if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) return undefined
  const message = `must be the name of a process, or a declaration as tcpExecutor() returns it${describeInput(wanted, [])}`
  return new DeclarationError('argument of useProcess()', [{ path: '', message }])
}
