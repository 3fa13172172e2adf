import type {
  Command,
  Declaration,
  Scope,
  ScopeOptions,
  TcpOptions,
} from '@mirakuru/core/declaration'

/** Where a service comes from; `'auto'` tries `'path'`, then `'package'`, then `'image'`. */
export type Source = 'auto' | 'path' | 'package' | 'image' | 'url'

/** Options of every service, besides those of its executor. */
export interface SourceOptions {
  /**
   * Where the program comes from: `'path'` is PATH and the folders where systems hide servers, `'package'` an npm
   * package that ships it, `'image'` the official image, run by docker or podman. Default `'auto'`: the first of these
   * that has it; the image only if one of the engines is in PATH, and no option needs a program.
   */
  readonly from?: Source | undefined
  /** A semver range that the program has to satisfy, for example `'>=7 <8'`; of several, the newest that does is used. */
  readonly version?: string | undefined
  /**
   * The image that is run by docker or podman, such as `'redis:7'`. Default: the official one, of the major version that
   * `docs/services.md` names. It is used if this or `from: 'image'` is set, or if there is no program.
   */
  readonly image?: string | undefined
  /** The URL of a server that runs already. `undefined` or empty: one is started. */
  readonly url?: string | undefined
  /**
   * A server of its own for each holder. Default `false`: one server for the run and a part of it for each holder, if
   * the service has parts.
   */
  readonly dedicated?: boolean | undefined
  /** Further arguments of the program, after ours. May contain placeholders. */
  readonly args?: readonly string[] | undefined
  /**
   * Further lines of the program's configuration, after ours: text in its own form, or values by key. May contain
   * placeholders.
   */
  readonly config?: string | Readonly<Record<string, string | number | boolean>> | undefined
}

/** Options of its executor that a service passes on. */
export type PassedOptions = Pick<
  TcpOptions,
  | 'cwd'
  | 'env'
  | 'host'
  | 'logFile'
  | 'logLimit'
  | 'name'
  | 'port'
  | 'startTimeout'
  | 'stopTimeout'
  | 'user'
>

/**
 * Options of every service.
 *
 * @typeParam Default - the scope if none is given
 */
export type ServiceOptions<Default extends Scope = Scope> = SourceOptions &
  PassedOptions &
  WithReset<ScopeOptions<Default>>

/** Options in which `reset: true` is the service's own way. */
export type WithReset<Options> = Options extends unknown
  ? Omit<Options, 'reset'> & {
      /**
       * A command that runs between two tests that share it, in its container if it is one; `true` empties it in the way
       * of the service. Default none.
       */
      readonly reset?: boolean | Command | undefined
    }
  : never

/** What a service is declared as. */
export type ServiceDeclaration = Declaration<'container' | 'external' | 'resource' | 'tcp'>
