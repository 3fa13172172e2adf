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
  readDeclarations,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
  useProcess,
} from './in-test.cjs'
export type { DefinedProcesses, ProcessDefinition, Processes } from './in-test.cjs'
export type {
  ExitStatus,
  Handle,
  HandleByKind,
  HandlesOf,
  HttpHandle,
  KillOptions,
  NamedHandle,
  ProcessName,
  StopOptions,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
