import {
  type Declaration,
  type ExecutorKind,
  parseDeclaration,
  type ParsedOptions,
} from '../declaration/index.js'
import { HttpExecutor } from './http-executor.js'
import { OutputExecutor } from './output-executor.js'
import { PidExecutor } from './pid-executor.js'
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
}

const classes = {
  simple: SimpleExecutor,
  output: OutputExecutor,
  tcp: TcpExecutor,
  http: HttpExecutor,
  pid: PidExecutor,
  unixSocket: UnixSocketExecutor,
}

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
  return createParsedExecutor(parseDeclaration(declaration)) as ExecutorByKind[Kind]
}

/** Creates the executor of options that are validated already. */
export function createParsedExecutor(options: ParsedOptions): SimpleExecutor {
  const Class = classes[options.kind] as new (command: unknown, options: object) => SimpleExecutor
  return new Class(options.args, options)
}
