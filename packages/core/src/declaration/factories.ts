import { declare, type Declaration } from './declaration.js'
import type { ContainerOptions } from './container-options.js'
import type {
  Command,
  HttpOptions,
  OutputOptions,
  PidOptions,
  ScopeOptions,
  SimpleExecutorOptions,
  TcpOptions,
  UnixSocketOptions,
} from './options.js'
import type { ExternalScopeOptions, PartScopeOptions } from './part-scope-options.js'
import type { ExternalOptions, ResourceOptions } from './resource-options.js'

/**
 * Declares a process that is ready as soon as it is started, or, with `oneShot`, when it has exited with code 0.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const worker = simpleExecutor('node worker.js')
 * ```
 */
export function simpleExecutor(
  command: Command,
  options: SimpleExecutorOptions & ScopeOptions = {},
): Declaration<'simple'> {
  return declare('simple', command, options)
}

/**
 * Declares a process that is ready when its output matches `banner`.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const vite = outputExecutor('vite', { banner: /Local:.*:(?<port>\d+)/ })
 * ```
 */
export function outputExecutor(
  command: Command,
  options: OutputOptions & ScopeOptions,
): Declaration<'output'> {
  return declare('output', command, options)
}

/**
 * Declares a process that is ready when it accepts TCP connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const redis = tcpExecutor('redis-server --port {port} --dir {tmp}')
 * ```
 */
export function tcpExecutor(
  command: Command,
  options: TcpOptions & ScopeOptions = {},
): Declaration<'tcp'> {
  return declare('tcp', command, options)
}

/**
 * Declares a process that is ready when it answers an HTTP request.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const api = httpExecutor('node api.js', { env: { PORT: '{port}' }, url: 'http://{host}:{port}/health' })
 * ```
 */
export function httpExecutor(
  command: Command,
  options: HttpOptions & ScopeOptions = {},
): Declaration<'http'> {
  return declare('http', command, options)
}

/**
 * Declares a process that is ready when a file exists.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const daemon = pidExecutor('mydaemon --pid-file {tmp}/pid', { filename: '{tmp}/pid' })
 * ```
 */
export function pidExecutor(
  command: Command,
  options: PidOptions & ScopeOptions,
): Declaration<'pid'> {
  return declare('pid', command, options)
}

/**
 * Declares a process that is ready when a unix socket accepts connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const app = unixSocketExecutor('app --socket {socket}', { socketPath: '{tmp}/app.sock' })
 * ```
 */
export function unixSocketExecutor(
  command: Command,
  options: UnixSocketOptions & ScopeOptions,
): Declaration<'unixSocket'> {
  return declare('unixSocket', command, options)
}

/**
 * Declares a part of a server: a database, a virtual host, a bucket. It is created when it is needed and removed with
 * its last lease, and has scopes, spares and references like a process.
 *
 * @example
 * ```ts
 * const db = resource({
 *   server: tcpExecutor('postgres -D {tmp} -p {port}', { prepare: 'initdb -D {tmp}', user: 'postgres' }),
 *   create: 'createdb -h {server.host} -p {server.port} {id}',
 *   destroy: 'dropdb -f -h {server.host} -p {server.port} {id}',
 *   url: 'postgres://postgres@{server.host}:{server.port}/{id}',
 * })
 * ```
 */
export function resource(options: ResourceOptions & PartScopeOptions): Declaration<'resource'> {
  return declare('resource', undefined, options)
}

/**
 * Declares a server that runs already, such as a service container of a CI. It is never started or stopped; it is ready
 * when it accepts TCP connections, and has crashed when it no longer does.
 *
 * @example
 * ```ts
 * const db = externalServer({ url: 'postgres://postgres:secret@localhost:5432/postgres' })
 * ```
 */
export function externalServer(
  options: ExternalOptions & ExternalScopeOptions,
): Declaration<'external'> {
  return declare('external', undefined, options)
}

/**
 * Declares a container of an image, run by docker or podman. It is ready when the healthcheck of its image passes, or
 * when something in it accepts connections on `port`.
 *
 * @param image - the image as the engine names it, or all options, with `image` or `build`
 * @example
 * ```ts
 * const redis = containerExecutor('redis:7', { port: 6379, url: 'redis://{host}:{port}' })
 * ```
 */
export function containerExecutor(
  image: string | (ContainerOptions & ScopeOptions),
  options: ContainerOptions & ScopeOptions = {},
): Declaration<'container'> {
  const given = typeof image === 'string' ? { image, ...options } : image
  return declare('container', undefined, given)
}
