/**
 * For tests of Vitest: servers as fixtures.
 *
 * @module @mirakuru/services/vitest
 */

import * as services from '@mirakuru/services'
import type { PostgresOptions, ServiceOptions } from '@mirakuru/services'
import { processFixture, type ProcessFixture, type TcpHandle } from '@mirakuru/vitest-plugin'

/** A fixture of a server. */
export type ServiceFixture = ProcessFixture<TcpHandle>

/**
 * A fixture of `redis()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ cache: redis({ spares: 2 }) })
 * ```
 */
export function redis(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.redis(options), redis)
}

/**
 * A fixture of `postgres()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ db: postgres({ migrate: 'npm run migrate', spares: 2 }) })
 * ```
 */
export function postgres(options?: PostgresOptions<'test'>): ServiceFixture {
  return processFixture(services.postgres(options as PostgresOptions), postgres)
}
