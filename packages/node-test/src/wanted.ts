import type { Handle } from '@mirakuru/core/client'

/**
 * The processes of the block, for typed names in `useProcess('name')`.
 *
 * @example
 * ```ts
 * declare module '@mirakuru/node-test' {
 *   interface Processes {
 *     redis: TcpHandle
 *   }
 * }
 * ```
 */
// eslint-disable-next-line typescript/no-empty-interface -- users add to it
export interface Processes {}

/** The name of a process of the block: any, unless {@link Processes} names them. */
export type ProcessName = [keyof Processes] extends [never] ? string : keyof Processes

/** The handle of a process of the block. */
export type HandleOf<Name extends ProcessName> = Name extends keyof Processes
  ? Processes[Name]
  : Handle
