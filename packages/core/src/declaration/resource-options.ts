import type { Command, SimpleOptions } from './options.js'

/** Options of every executor that also apply to a part of a server. */
type PartOptions = Pick<
  SimpleOptions,
  | 'name'
  | 'cwd'
  | 'env'
  | 'user'
  | 'uid'
  | 'gid'
  | 'startTimeout'
  | 'stopTimeout'
  | 'waitOn'
  | 'healthcheck'
  | 'logLimit'
  | 'logFile'
  | 'unavailable'
>

/** A program that creates resources on request: started once for a server, it stays up. See `serveAgent()`. */
export interface AgentOptions extends Pick<SimpleOptions, 'cwd' | 'env' | 'user' | 'uid' | 'gid'> {
  /** Prints `ready` when it takes requests. Each is a line of its standard input, each answer a line of its output. */
  readonly command: Command
}

/** A resource that others are copied from: created and filled once for a server. */
export interface TemplateOptions {
  /** Creates it, as `create` of the resource does. Default: the `create` of the resource. */
  readonly create?: Command | undefined
  /** A command that fills it once, for example with migrations. */
  readonly fill?: Command | undefined
  /** Files, folders and glob patterns; when one of them has changed, it is created and filled again. */
  readonly inputs?: readonly string[] | undefined
  /** Environment variables of its commands, merged over those of the resource. */
  readonly env?: SimpleOptions['env']
  /** Its URL. Default: that of the resource. */
  readonly url?: string | undefined
}

/** A declaration inside another. */
export interface NestedDeclaration {
  /** The kind of executor that starts it. */
  readonly executor: string
}

/**
 * Options of a resource: a part of a server, with the life of a process. In its commands `{id}` is its own name, and
 * `{server.port}` a value of its server. With an `agent`, `create`, `destroy`, `reset` and `list` are requests: their
 * words are sent to it.
 */
export interface ResourceOptions extends PartOptions {
  /** The server: a declaration, shared by the whole run unless it has another scope, or the name of another process. */
  readonly server: string | NestedDeclaration
  /** A program that is asked to create and remove it; without, `create` and the others are commands. */
  readonly agent?: Command | AgentOptions | undefined
  /** Creates it on the server. */
  readonly create: Command
  /** Removes it from the server. Not called if the server has ended. */
  readonly destroy: Command
  /** A command that fills it after it was created. */
  readonly fill?: Command | undefined
  /**
   * Lists what is on the server, one name per line: what a killed run has left on a server that outlives it is removed.
   */
  readonly list?: Command | undefined
  /** What it is copied from. `{template.id}` is its name. */
  readonly template?: TemplateOptions | undefined
  /** The URL of it, as clients take it. */
  readonly url?: string | undefined
}

/** Options of a server that runs already. */
export interface ExternalOptions extends Pick<
  SimpleOptions,
  'name' | 'cwd' | 'env' | 'startTimeout' | 'waitOn' | 'healthcheck' | 'unavailable'
> {
  /** Its URL, as clients take it; contains its host and port, or a scheme with a usual port. */
  readonly url?: string | undefined
  /** Default: that of `url`, or `'127.0.0.1'`. */
  readonly host?: string | undefined
  /** Default: that of `url`. */
  readonly port?: number | undefined
}
