import type { Command, Preparation, Scope, ScopeOptions } from '@mirakuru/core/declaration'
import type { PassedOptions, SourceOptions } from '../options.js'

/** Options of `postgres()` that no other service has, or not like this. */
export interface OwnPostgresOptions {
  /** Settings by name, after ours: `{ work_mem: '64MB' }`. May contain placeholders. */
  readonly config?: Readonly<Record<string, string | number | boolean>> | undefined
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
  /**
   * Between two tests that share a database, `true` gives its tables the rows of the template again; connections stay
   * open. Default: it is not reset.
   */
  readonly reset?: boolean | undefined
  /** The superuser of the server, and the user of `url`. Default `'postgres'`. */
  readonly user?: string | undefined
  /** The password in `url`; a server that is started here accepts any. Default `'postgres'`. */
  readonly password?: string | undefined
  /** The locale of the databases, which decides how text is sorted. Default `'C.UTF-8'`: by code point. */
  readonly locale?: string | undefined
  /**
   * Keeps the server with its templates running for the next run in the same folder, until no run has used it for this
   * long; databases are not kept. Milliseconds; `true` is 10 minutes. Ignored if the environment variable `CI` is set.
   */
  readonly keep?: boolean | number | undefined
}

/**
 * What shares a database; they can be created ahead of need where each test or file has its own.
 *
 * @typeParam Default - the scope if none is given
 */
export type PostgresSharing<Default extends Scope> =
  | {
      /** Each test or file has its own. */
      readonly scope: 'test' | 'file'
      /** The number of databases that are created in advance. Default 0. */
      readonly spares?: number | undefined
    }
  | {
      /** The files of one pool slot, or all of the run share it. */
      readonly scope: 'worker' | 'run'
      /** Not for these scopes. */
      readonly spares?: undefined
    }
  | {
      /** The default of the place where it is declared. */
      readonly scope?: undefined
      /** The number of databases that are created in advance, for scope `test` and `file`. Default 0. */
      readonly spares?: Default extends 'test' | 'file' ? number | undefined : undefined
    }

/**
 * Options of `postgres()`.
 *
 * @typeParam Default - the scope if none is given
 */
export type PostgresOptions<Default extends Scope = Scope> = Omit<SourceOptions, 'config'> &
  Omit<PassedOptions, 'user'> &
  Pick<ScopeOptions, 'onCrash'> &
  OwnPostgresOptions &
  PostgresSharing<Default>
