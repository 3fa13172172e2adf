import type { ContainerOptions } from './container-options.js'
import type {
  HttpOptions,
  OutputOptions,
  PidOptions,
  SimpleExecutorOptions,
  TcpOptions,
  UnixSocketOptions,
} from './options.js'
import type { ExternalOptions, ResourceOptions } from './resource-options.js'

/** The options of every kind of executor, by kind. */
export interface OptionsByKind {
  /** Ready as soon as it is started, or, with `oneShot`, when it has exited with code 0. */
  readonly simple: SimpleExecutorOptions
  /** Ready when its output matches. */
  readonly output: OutputOptions
  /** Ready when it accepts TCP connections. */
  readonly tcp: TcpOptions
  /** Ready when it answers an HTTP request. */
  readonly http: HttpOptions
  /** Ready when a file exists. */
  readonly pid: PidOptions
  /** Ready when a unix socket accepts connections. */
  readonly unixSocket: UnixSocketOptions
  /** A part of a server; ready when it was created. */
  readonly resource: ResourceOptions
  /** A server that runs already; ready when it accepts TCP connections. */
  readonly external: ExternalOptions
  /** A container; ready when it is healthy, or accepts TCP connections. */
  readonly container: ContainerOptions
}

/** The kinds of executor that can be declared. */
export type ExecutorKind = keyof OptionsByKind

/** The kinds that run a command of their own. */
export type CommandKind = Exclude<ExecutorKind, 'resource' | 'external' | 'container'>

const kinds: Readonly<Record<ExecutorKind, true>> = {
  simple: true,
  output: true,
  tcp: true,
  http: true,
  pid: true,
  unixSocket: true,
  resource: true,
  external: true,
  container: true,
}

/** The kinds of executor that can be declared. */
export const executorKinds = Object.keys(kinds) as readonly ExecutorKind[]

/** Whether this kind runs a command of its own. */
export function hasCommand(kind: ExecutorKind): boolean {
  return kind !== 'resource' && kind !== 'external' && kind !== 'container'
}
