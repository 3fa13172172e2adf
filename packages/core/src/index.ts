export type {
  Command,
  Declaration,
  ExecutorKind,
  HttpOptions,
  OutputOptions,
  Pattern,
  PatternSource,
  PidOptions,
  Preparation,
  ScopeOptions,
  SimpleOptions,
  TcpOptions,
  UnixSocketOptions,
} from './declaration/index.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './declaration/index.js'
export {
  AlreadyRunningError,
  DeclarationError,
  ExecutorError,
  ProcessCrashedError,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  SpawnError,
  SupervisorError,
  TimeoutExpiredError,
  type Holder,
  type Problem,
} from './errors/index.js'
export {
  createExecutor,
  Executor,
  HttpExecutor,
  OutputExecutor,
  PidExecutor,
  SimpleExecutor,
  TcpExecutor,
  UnixSocketExecutor,
  type ExecutorByKind,
} from './executors/index.js'
export type { Exit } from './process/index.js'
