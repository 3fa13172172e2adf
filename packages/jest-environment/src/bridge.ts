import type { Handle } from '@mirakuru/core/client'
import type * as declarations from '@mirakuru/core/declaration'

/** The functions that make declarations, or read them. */
export type Factories = Pick<
  typeof declarations,
  | 'containerExecutor'
  | 'externalServer'
  | 'httpExecutor'
  | 'outputExecutor'
  | 'pidExecutor'
  | 'readDeclarations'
  | 'resource'
  | 'simpleExecutor'
  | 'tcpExecutor'
  | 'unixSocketExecutor'
>

/**
 * What the environment puts on the global object of the tests, under `Symbol.for('mirakuru.jest')`: what they import can
 * load neither the ES modules nor the client of the outer realm.
 */
export interface Bridge {
  readonly factories: Factories
  /** Called before any set-up file is loaded: sets the variables of the configuration. */
  setVariables(): Promise<unknown>
  /** Registers a use; `caller` is the function that the tests called. */
  useProcess(wanted: unknown, caller: (...args: never[]) => unknown): Handle
}
