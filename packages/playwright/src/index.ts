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
  HttpHandle,
  KillOptions,
  StopOptions,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
export { withProcesses, type ConfigOptions } from './config.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './declarations.js'
export { processes, type Declarations } from './processes.js'
