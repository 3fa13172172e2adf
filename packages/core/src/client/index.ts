export { prepareSupervisor } from '../link/index.js'
export {
  isReportWanted,
  type LogSlice,
  nameRunner,
  type RunSummary,
  type SlowStart,
  type StopNote,
  type TestMessage,
  wishReport,
} from '../protocol/index.js'
export { appendToMessage } from './append-message.js'
export { Client, type Spectator } from './client.js'
export { deferHandle } from './deferred-handle.js'
export type {
  ExitStatus,
  Handle,
  ContainerHandle,
  HandleByKind,
  HttpHandle,
  KillOptions,
  ResourceHandle,
  StopOptions,
  TcpHandle,
  UnixSocketHandle,
  WaitForOutputOptions,
} from './handle.js'
export { HeldProcess, type ProcessFailure } from './held-process.js'
export type { HoldOptions, HoldRequest } from './hold-request.js'
export { addInnermostCause } from './innermost-cause.js'
export type { HandlesOf, NamedHandle, ProcessName } from './named-processes.js'
export { Narrator } from './narrator.js'
export { PrintedLines, type PrintedText } from './printed-lines.js'
export { readValues } from './process-values.js'
export { tellFailure } from './tell-failure.js'
