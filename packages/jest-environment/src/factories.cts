import type {
  Command,
  Declaration,
  ContainerOptions,
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
} from '@mirakuru/core/declaration' with { 'resolution-mode': 'import' }
import type { DefinedProcesses, ProcessDefinition } from './definition.js' with {
  'resolution-mode': 'import',
}
import { findFactories } from './find-bridge.cjs'

export type { DefinedProcesses, ProcessDefinition }

/**
 * Declares a process that is ready as soon as it is started.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const worker = useProcess(simpleExecutor('node worker.js'))
 * ```
 */
export function simpleExecutor(
  command: Command,
  options?: SimpleExecutorOptions & ScopeOptions,
): Declaration<'simple'> {
  return findFactories(simpleExecutor).simpleExecutor(command, options)
}

/**
 * Declares a process that is ready when its output matches `banner`.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const vite = useProcess(outputExecutor('vite', { banner: /Local:.*:(?<port>\d+)/ }))
 * ```
 */
export function outputExecutor(
  command: Command,
  options: OutputOptions & ScopeOptions,
): Declaration<'output'> {
  return findFactories(outputExecutor).outputExecutor(command, options)
}

/**
 * Declares a process that is ready when it accepts TCP connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const redis = useProcess(tcpExecutor('redis-server --port {port} --dir {tmp}'))
 * ```
 */
export function tcpExecutor(
  command: Command,
  options?: TcpOptions & ScopeOptions,
): Declaration<'tcp'> {
  return findFactories(tcpExecutor).tcpExecutor(command, options)
}

/**
 * Declares a process that is ready when it answers an HTTP request.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const api = useProcess(httpExecutor('node api.js', { env: { PORT: '{port}' } }))
 *
 * test('answers', async () => {
 *   expect((await fetch(api.url)).status).toBe(200)
 * })
 * ```
 */
export function httpExecutor(
  command: Command,
  options?: HttpOptions & ScopeOptions,
): Declaration<'http'> {
  return findFactories(httpExecutor).httpExecutor(command, options)
}

/**
 * Declares a process that is ready when a file exists.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const daemon = useProcess(
 *   pidExecutor('mydaemon --pid-file {tmp}/pid', { filename: '{tmp}/pid' }),
 * )
 * ```
 */
export function pidExecutor(
  command: Command,
  options: PidOptions & ScopeOptions,
): Declaration<'pid'> {
  return findFactories(pidExecutor).pidExecutor(command, options)
}

/**
 * Declares a process that is ready when a unix socket accepts connections.
 *
 * @param command - a command line or an argument list; both may contain placeholders
 * @example
 * ```ts
 * const app = useProcess(
 *   unixSocketExecutor('app --socket {socket}', { socketPath: '{tmp}/app.sock' }),
 * )
 * ```
 */
export function unixSocketExecutor(
  command: Command,
  options: UnixSocketOptions & ScopeOptions,
): Declaration<'unixSocket'> {
  return findFactories(unixSocketExecutor).unixSocketExecutor(command, options)
}

/**
 * Declares a part of a server: a database, a virtual host, a bucket. It is created when it is needed, and removed with
 * its last lease.
 *
 * @example
 * ```ts
 * const db = useProcess(resource({ server: 'files', create: 'mkdir {server.tmp}/{id}', destroy: 'rmdir {server.tmp}/{id}' }))
 * ```
 */
export function resource(options: ResourceOptions & PartScopeOptions): Declaration<'resource'> {
  return findFactories(resource).resource(options)
}

/**
 * Declares a server that runs already, such as a service container of a CI. It is never started or stopped.
 *
 * @example
 * ```ts
 * const db = useProcess(externalServer({ url: 'postgres://postgres@localhost:5432/postgres' }))
 * ```
 */
export function externalServer(
  options: ExternalOptions & ExternalScopeOptions,
): Declaration<'external'> {
  return findFactories(externalServer).externalServer(options)
}

/**
 * Declares a container of an image, run by docker or podman.
 *
 * @param image - the image as the engine names it, or all options, with `image` or `build`
 * @example
 * ```ts
 * const redis = useProcess(containerExecutor('redis:7', { port: 6379 }))
 * ```
 */
export function containerExecutor(
  image: string | (ContainerOptions & ScopeOptions),
  options: ContainerOptions & ScopeOptions = {},
): Declaration<'container'> {
  return findFactories(containerExecutor).containerExecutor(image, options)
}

/**
 * Gives the processes of a configuration types, and the form that survives the way to Jest's workers: regular
 * expressions, and variables that are removed by `undefined`, would be lost.
 *
 * @example
 * ```js
 * // jest.config.js
 * export const processes = defineProcesses({
 *   vite: { executor: 'output', command: 'vite', banner: /Local:.*:(?<port>\d+)/ },
 * })
 * export default {
 *   preset: '@mirakuru/jest-environment',
 *   testEnvironmentOptions: { processes },
 * }
 * ```
 */
export function defineProcesses<const Block extends Readonly<Record<string, ProcessDefinition>>>(
  processes: Block,
): DefinedProcesses<Block> {
  const factories = findFactories(defineProcesses)
  const define = (definition: ProcessDefinition): unknown => {
    const { executor, ...options } = definition
    if (executor === 'resource') return factories.resource(options as never)
    if (executor === 'container') return factories.containerExecutor(options as never)
    if (executor === 'external') return factories.externalServer(options as never)
    const factory = factories[`${executor}Executor`] as ((...args: never[]) => unknown) | undefined
    // One that does not exist is refused where all other problems are.
    if (factory === undefined) return definition
    const { command, ...others } = options as { readonly command: Command }
    return factory(command as never, others as never)
  }
  const defined = Object.entries(processes).map(([name, each]) => [name, define(each)])
  return Object.fromEntries(defined) as DefinedProcesses<Block>
}

/**
 * Reads processes by name from a JSON file, the same that `mirakuru run` takes.
 *
 * @param file - a path, from the working directory if it is relative, or a URL
 * @throws `DeclarationError` that says at which line it is no JSON, or what it is instead of declarations by name
 * @example
 * ```js
 * // jest.config.js
 * export default {
 *   preset: '@mirakuru/jest-environment',
 *   testEnvironmentOptions: { processes: readDeclarations('services.json') },
 * }
 * ```
 */
export function readDeclarations(file: string | URL): Readonly<Record<string, Declaration>> {
  return findFactories(readDeclarations).readDeclarations(file)
}

// With `automock`, Jest would replace them: see keep-actual.cts.
const exported = [
  defineProcesses,
  containerExecutor,
  externalServer,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  readDeclarations,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
]
for (const each of exported)
  Object.defineProperty(each, Symbol.for('mirakuru.actual'), { value: true })
