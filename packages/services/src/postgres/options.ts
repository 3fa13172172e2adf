import type { Command, Preparation, Scope } from '@mirakuru/core/declaration'
import type { ServiceOptions } from '../options.js'

/** Options of {@link postgres} that no other service has. */
export interface OwnPostgresOptions {
  /**
   * A command that fills a template once, of which every database is a clone. DATABASE_URL, PGHOST, PGPORT, PGUSER,
   * PGPASSWORD and PGDATABASE are set. List the files that it reads in `inputs`, so that it runs again when they change.
   *
   * @example
   * ```ts
   * postgres({ migrate: { command: 'npm run migrate', inputs: ['migrations'] } })
   * ```
   */
  readonly migrate?: Command | Preparation | undefined
  /** The superuser of a server that is started, and the user of `url`. Default `'postgres'`. */
  readonly user?: string | undefined
  /** The password in `url`; the server accepts any. Default `'postgres'`. */
  readonly password?: string | undefined
  /** The locale of the databases, which decides how text is sorted. Default `'C.UTF-8'`: by code point. */
  readonly locale?: string | undefined
}

/**
 * Options of {@link postgres}.
 *
 * @typeParam Default - the scope if none is given
 */
export type PostgresOptions<Default extends Scope = Scope> = ServiceOptions<Default> &
  OwnPostgresOptions
