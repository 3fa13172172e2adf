import {
  type CommandKind,
  type Declaration,
  type ExecutorKind,
  anonymous,
  parseDeclaration,
  planProcesses,
  type ParsedOptions,
} from '../declaration/index.js'
import { type ContainerExecutor, createContainer } from './container-executor.js'
import { ExternalExecutor } from './external-executor.js'
import { HttpExecutor } from './http-executor.js'
import { OutputExecutor } from './output-executor.js'
import { PidExecutor } from './pid-executor.js'
import { OwnResource } from './own-resource.js'
import { type FindExecutor, ResourceExecutor } from './resource-executor.js'
import { SimpleExecutor } from './simple-executor.js'
import { TcpExecutor } from './tcp-executor.js'
import { UnixSocketExecutor } from './unix-socket-executor.js'

/** The executor class of each kind. */
export interface ExecutorByKind {
  /** Waits for nothing. */
  readonly simple: SimpleExecutor
  /** Waits for output. */
  readonly output: OutputExecutor
  /** Waits for a TCP connection. */
  readonly tcp: TcpExecutor
  /** Waits for the response to an HTTP request. */
  readonly http: HttpExecutor
  /** Waits for a file. */
  readonly pid: PidExecutor
  /** Waits for a connection to a unix socket. */
  readonly unixSocket: UnixSocketExecutor
  /** Creates a part of a server. */
  readonly resource: ResourceExecutor
  /** Waits for a TCP connection to a server that runs already. */
  readonly external: ExternalExecutor
  /** Starts a container. */
  readonly container: ContainerExecutor
}

const classes = {
  simple: SimpleExecutor,
  output: OutputExecutor,
  tcp: TcpExecutor,
  http: HttpExecutor,
  pid: PidExecutor,
  unixSocket: UnixSocketExecutor,
} satisfies Record<CommandKind, unknown>

/**
 * Creates the executor of a declaration in this process, without starting it.
 *
 * @throws {@link DeclarationError} that lists every problem of the declaration
 * @example
 * ```ts
 * const redis = createExecutor(tcpExecutor('redis-server --port {port} --dir {tmp}'))
 * await redis.start()
 * ```
 */
export function createExecutor<Kind extends ExecutorKind>(
  declaration: Declaration<Kind>,
): ExecutorByKind[Kind] {
  const executor =
    declaration.executor === 'resource'
      ? createOwnResource(declaration as Declaration)
      : createParsedExecutor(parseDeclaration(declaration))
  return executor as ExecutorByKind[Kind]
}

/**
 * Creates the executor of options that are validated already.
 *
 * @param find - finds the executors of the processes that a resource is made of
 */
export function createParsedExecutor(
  options: ParsedOptions,
  find: FindExecutor = () => undefined,
): SimpleExecutor {
  if (options.kind === 'resource') return new ResourceExecutor(options, find)
  if (options.kind === 'container') return createContainer(options, find)
  if (options.kind === 'external') return new ExternalExecutor(options)
  const Class = classes[options.kind] as new (command: unknown, options: object) => SimpleExecutor
  return new Class(options.args, options)
}

/** Creates a resource with the processes that it is made of. */
function createOwnResource(declaration: Declaration): SimpleExecutor {
  const block = { [anonymous]: declaration }
  const plan = planProcesses(block, { folder: process.cwd(), outer: new Map() })
  const parts = new Map<string, SimpleExecutor>()
  const find: FindExecutor = (key) => parts.get(key)
  for (const { key, options } of plan.values()) {
    const Class = key === anonymous ? OwnResource : undefined
    parts.set(
      key,
      Class ? new Class(options, { plan, parts }) : createParsedExecutor(options, find),
    )
  }
  return parts.get(anonymous) as SimpleExecutor
}
