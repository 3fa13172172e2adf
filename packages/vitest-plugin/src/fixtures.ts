import * as declarations from '@mirakuru/core/declaration'
import type {
  Command,
  ContainerOptions,
  Declaration,
  ExecutorKind,
  ExternalOptions,
  HttpOptions,
  OutputOptions,
  PidOptions,
  ResourceOptions,
  ExternalScopeOptions,
  PartScopeOptions,
  ScopeOptions,
  SimpleExecutorOptions,
  TcpOptions,
  UnixSocketOptions,
} from '@mirakuru/core/declaration'
import { createFixture, findDeclaration, type ProcessFixture } from './fixture.js'
import type {
  ContainerHandle,
  Handle,
  HandleByKind,
  HttpHandle,
  ResourceHandle,
  TcpHandle,
  UnixSocketHandle,
} from '@mirakuru/core/client'

/**
 * A fixture of a process that is ready as soon as it is started.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({ worker: simpleExecutor('node worker.js') })
 * ```
 */
export function simpleExecutor(
  command: Command,
  options?: SimpleExecutorOptions & ScopeOptions<'test'>,
): ProcessFixture<Handle> {
  return createFixture(declarations.simpleExecutor(command, options), simpleExecutor)
}

/**
 * A fixture of a process that is ready when its output matches `banner`.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({ vite: outputExecutor('vite', { banner: /Local:.*:(?<port>\d+)/ }) })
 * ```
 */
export function outputExecutor(
  command: Command,
  options: OutputOptions & ScopeOptions<'test'>,
): ProcessFixture<Handle> {
  return createFixture(declarations.outputExecutor(command, options), outputExecutor)
}

/**
 * A fixture of a process that is ready when it accepts TCP connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({ redis: tcpExecutor('redis-server --port {port} --dir {tmp}', { scope: 'file' }) })
 * ```
 */
export function tcpExecutor(
  command: Command,
  options?: TcpOptions & ScopeOptions<'test'>,
): ProcessFixture<TcpHandle> {
  return createFixture(declarations.tcpExecutor(command, options), tcpExecutor)
}

/**
 * A fixture of a process that is ready when it answers an HTTP request.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({ api: httpExecutor('node api.js', { env: { PORT: '{port}' } }) })
 *
 * test('answers', async ({ api }) => {
 *   expect((await fetch(api.url)).status).toBe(200)
 * })
 * ```
 */
export function httpExecutor(
  command: Command,
  options?: HttpOptions & ScopeOptions<'test'>,
): ProcessFixture<HttpHandle> {
  return createFixture(declarations.httpExecutor(command, options), httpExecutor)
}

/**
 * A fixture of a process that is ready when a file exists.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({
 *   daemon: pidExecutor('mydaemon --pid-file {tmp}/pid', { filename: '{tmp}/pid' }),
 * })
 * ```
 */
export function pidExecutor(
  command: Command,
  options: PidOptions & ScopeOptions<'test'>,
): ProcessFixture<Handle> {
  return createFixture(declarations.pidExecutor(command, options), pidExecutor)
}

/**
 * A fixture of a process that is ready when a unix socket accepts connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const test = base.extend({
 *   app: unixSocketExecutor('app --socket {socket}', { socketPath: '{tmp}/app.sock' }),
 * })
 * ```
 */
export function unixSocketExecutor(
  command: Command,
  options: UnixSocketOptions & ScopeOptions<'test'>,
): ProcessFixture<UnixSocketHandle> {
  return createFixture(declarations.unixSocketExecutor(command, options), unixSocketExecutor)
}

/**
 * Options of a resource. Its server may be what the factories of this package return: then it is not a fixture, but the
 * declaration of a server of the run.
 */
export type ResourceFixtureOptions = Omit<ResourceOptions, 'server'> & {
  /** The server: a declaration, shared by the whole run unless it has another scope, or the name of another fixture. */
  readonly server:
    | ResourceOptions['server']
    | { [Kind in ExecutorKind]: ProcessFixture<HandleByKind[Kind]> }[ExecutorKind]
}

/**
 * A fixture of a part of a server: a database, a virtual host, a bucket. It is created for each test, and removed after
 * it.
 *
 * @example
 * ```ts
 * const test = base.extend({
 *   db: resource({
 *     server: 'postgres',
 *     create: 'createdb -h {server.host} -p {server.port} {id}',
 *     destroy: 'dropdb -f -h {server.host} -p {server.port} {id}',
 *   }),
 * })
 * ```
 */
export function resource(
  options: ResourceFixtureOptions & PartScopeOptions<'test'>,
): ProcessFixture<ResourceHandle> {
  const server = findDeclaration(options.server) ?? options.server
  return createFixture(declarations.resource({ ...options, server } as ResourceOptions), resource)
}

/**
 * A fixture of a server that runs already, such as a service container of a CI. It is never started or stopped.
 *
 * @example
 * ```ts
 * const test = base.extend({ db: externalServer({ url: 'postgres://postgres@localhost:5432/postgres' }) })
 * ```
 */
export function externalServer(
  options: ExternalOptions & ExternalScopeOptions<'test'>,
): ProcessFixture<TcpHandle> {
  return createFixture(declarations.externalServer(options), externalServer)
}

/**
 * A fixture of a container of an image, run by docker or podman.
 *
 * @param image - the image as the engine names it, or all options, with `image` or `build`
 * @example
 * ```ts
 * const test = base.extend({ redis: containerExecutor('redis:7', { port: 6379 }) })
 * ```
 */
export function containerExecutor(
  image: string | (ContainerOptions & ScopeOptions<'test'>),
  options: ContainerOptions & ScopeOptions<'test'> = {},
): ProcessFixture<ContainerHandle> {
  return createFixture(declarations.containerExecutor(image, options), containerExecutor)
}

/**
 * A fixture of any declaration, for packages that declare processes of their own. Its default scope is `test`.
 *
 * @param factory - the function that tests call: errors lead to where it was called
 * @example
 * ```ts
 * const redis = () => processFixture(tcpExecutor('redis-server --port {port} --dir {tmp}'), redis)
 * ```
 */
export function processFixture<Kind extends ExecutorKind>(
  declaration: Declaration<Kind>,
  factory: (...args: never[]) => unknown = processFixture,
): ProcessFixture<HandleByKind[Kind]> {
  const fixture: unknown = createFixture(declaration as unknown as Declaration, factory)
  return fixture as ProcessFixture<HandleByKind[Kind]>
}
