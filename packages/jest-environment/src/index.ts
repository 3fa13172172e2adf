/**
 * For tests and configurations: `useProcess()`, and declarations of processes.
 *
 * @module @mirakuru/jest-environment
 */

export {
  defineProcesses,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
  useProcess,
} from './in-test.cjs'
export type { DefinedProcesses, HandlesOf, ProcessDefinition } from './in-test.cjs'
export type {
  ExitStatus,
  Handle,
  HandleByKind,
  HttpHandle,
  KillOptions,
  StopOptions,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
