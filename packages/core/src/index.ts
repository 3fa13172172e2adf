/**
 * For scripts: executors, declarations of processes, and errors.
 *
 * @module @mirakuru/core
 */

export type {
  Command,
  Declaration,
  ExecutorKind,
  ExpectedExit,
  AgentOptions,
  CommandKind,
  ExternalOptions,
  HttpOptions,
  NestedDeclaration,
  OptionsByKind,
  OutputOptions,
  Pattern,
  PatternSource,
  PidOptions,
  Preparation,
  ResourceOptions,
  Scope,
  ScopeOptions,
  SharedOptions,
  SimpleExecutorOptions,
  SimpleOptions,
  TcpOptions,
  TemplateOptions,
  UnixSocketOptions,
} from './declaration.js'
export {
  httpExecutor,
  outputExecutor,
  externalServer,
  pidExecutor,
  readDeclarations,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './declaration.js'
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
  type AlreadyRunningFields,
  type Holder,
  type Problem,
  type ProcessCrashedFields,
  type ProcessEndFields,
  type SpawnErrorFields,
  type SupervisorErrorFields,
  type TimeoutExpiredFields,
} from './errors/index.js'
export {
  createExecutor,
  Executor,
  ExternalExecutor,
  HttpExecutor,
  OutputExecutor,
  PidExecutor,
  ResourceExecutor,
  SimpleExecutor,
  TcpExecutor,
  UnixSocketExecutor,
  type ExecutorByKind,
} from './executors/index.js'
export type { Exit } from './process/index.js'
