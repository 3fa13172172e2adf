/**
 * For tests: fixtures of processes, `useProcess()`, and the handles that both give.
 *
 * @module @mirakuru/vitest-plugin
 */

export type {
  ExitStatus,
  Handle,
  HandleByKind,
  HandlesOf,
  HttpHandle,
  ContainerHandle,
  KillOptions,
  NamedHandle,
  ProcessName,
  ResourceHandle,
  StopOptions,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from '@mirakuru/core/client'
export type { ProcessValues } from './block.js'
export {
  containerExecutor,
  externalServer,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  processFixture,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './fixtures.js'
export type { ProcessFixture } from './fixture.js'
export type { ResourceFixtureOptions } from './fixtures.js'
export type { StartReport } from './report.js'
export { useProcess, type Processes } from './use-process.js'
