export { openChannel, readFrames, type Channel } from './channel.js'
export { decodeError, encodeError, type ErrorMessage } from './error-codec.js'
export { toFrame } from './frames.js'
export type {
  AcquireRequest,
  Attachment,
  CallResult,
  ClientFunctions,
  ExitMessage,
  Hello,
  LogSlice,
  MatchMessage,
  ProcessCalls,
  RunEnd,
  RunFunctions,
  RunSummary,
  SlowStart,
  Snapshot,
  StopNote,
  SupervisorFunctions,
  TestMessage,
  UnreportedExit,
  Welcome,
} from './messages.js'
export {
  findLogFile,
  findProject,
  findSupervisor,
  hasHadProcesses,
  noteFirstProcess,
  noteLogFile,
  noteProject,
  noteSupervisor,
  readToken,
  writeToken,
} from './notes.js'
export type { OnlookerFunctions, ProcessReport, RunReport, StopReport } from './onlooker.js'
export {
  describeRendezvous,
  findRendezvous,
  listRendezvous,
  nameRunner,
  readStartTime,
  type Rendezvous,
  type RunnerIdentity,
} from './rendezvous.js'
export { isReportWanted, wishReport } from './report-wish.js'
export {
  claimFolder,
  findSocket,
  openRunFolder,
  removeRunFolder,
  type RunFolder,
} from './run-folder.js'
export { supervisorFailure } from './supervisor-failure.js'
export { protocolVersion } from './version.js'
