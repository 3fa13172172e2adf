import type { ScopeOptions } from './options.js'
import type { Scope } from './scope.js'

/**
 * Options of the declaration of a part of a server, besides its own.
 *
 * @typeParam Default - the scope if none is given
 */
export type PartScopeOptions<Default extends Scope = Scope> = ScopeOptions<Default> & {
  /** There is nothing to prepare: the `template` of a resource is filled once. */
  readonly prepare?: undefined
}

/**
 * Options of the declaration of a server that runs already, besides its own: it cannot be started, again or in advance.
 *
 * @typeParam Default - the scope if none is given
 */
export type ExternalScopeOptions<Default extends Scope = Scope> = PartScopeOptions<Default> & {
  /** What happens when it no longer accepts connections while it is in use. Default `'fail'`. */
  readonly onCrash?: 'fail' | 'ignore' | undefined
  /** None is started in advance. */
  readonly spares?: undefined
  /** It is not started again. */
  readonly restartOn?: undefined
}
