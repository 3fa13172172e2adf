/**
 * For tests and for the configuration of Playwright: processes as fixtures, and in place of `webServer`.
 *
 * @module @mirakuru/playwright
 */

export type {
  ExitStatus,
  Handle,
  HandleByKind,
  HandlesOf,
  ContainerHandle,
  HttpHandle,
  KillOptions,
  StopOptions,
  ResourceHandle,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
export { withProcesses, type ConfigOptions } from './config.js'
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
} from './declarations.js'
export { processes, type Declarations } from './processes.js'
