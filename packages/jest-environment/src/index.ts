/**
 * For tests and configurations: `useProcess()`, and declarations of processes.
 *
 * @module @mirakuru/jest-environment
 */

export {
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
} from './factories.cjs'
export type { DefinedProcesses, ProcessDefinition } from './factories.cjs'
export { useProcess, type Processes } from './in-test.cjs'
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
