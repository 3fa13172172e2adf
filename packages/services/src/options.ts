import type {
  Command,
  Declaration,
  Scope,
  ScopeOptions,
  TcpOptions,
} from '@mirakuru/core/declaration'

/** Where the program of a service comes from; `'auto'` tries `'path'`, then `'package'`. */
export type Source = 'auto' | 'path' | 'package' | 'image' | 'url'

/** Options of every service, besides those of its executor. */
export interface SourceOptions {
  /**
   * Where the program comes from: `'path'` is PATH and the folders where systems hide servers, `'package'` an npm
   * package that ships it. Default `'auto'`: the first of these that has it.
   */
  readonly from?: Source | undefined
  /** A semver range that the program has to satisfy, for example `'>=7 <8'`; of several, the newest that does is used. */
  readonly version?: string | undefined
  /** The image of a container. Containers are not supported yet. */
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
      /** A command that runs between two tests that share it; `true` empties it in the way of the service. Default none. */
      readonly reset?: boolean | Command | undefined
    }
  : never

/** What a service is declared as. */
export type ServiceDeclaration = Declaration<'external' | 'resource' | 'tcp'>
