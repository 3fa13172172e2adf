/**
 * For tests of `node:test`: processes that start with a file, a suite or a test, and are gone after it.
 *
 * @module @mirakuru/node-test
 */

export type {
  ExitStatus,
  Handle,
  HandleByKind,
  HandlesOf,
  HttpHandle,
  KillOptions,
  ContainerHandle,
  NamedHandle,
  ProcessName,
  StopOptions,
  ResourceHandle,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
export {
  containerExecutor,
  externalServer,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from '@mirakuru/core/declaration'
export { startProcess } from './start-process.js'
export type { Processes } from './processes.js'
export { useProcess } from './use-process.js'
