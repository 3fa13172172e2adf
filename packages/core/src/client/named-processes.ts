import type { Declaration } from '../declaration/index.js'
import type { Handle, HandleByKind } from './handle.js'

/**
 * The handles of declared processes, for the interface `Processes` that types their names.
 *
 * @example
 * ```ts
 * interface Processes extends HandlesOf<typeof processes> {}
 * ```
 */
export type HandlesOf<Block extends Readonly<Record<string, Pick<Declaration, 'executor'>>>> = {
  [Name in keyof Block]: HandleByKind[Block[Name]['executor']]
}

/** A name that `useProcess()` accepts: a key of `Processes`, or any string while that is empty. */
export type ProcessName<Processes> = [keyof Processes] extends [never]
  ? string
  : keyof Processes & string

/** The handle that `useProcess()` returns for a name. */
export type NamedHandle<Processes, Name> = Name extends keyof Processes ? Processes[Name] : Handle
