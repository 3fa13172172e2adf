export type { Declaration } from './declaration/index.js'
export { describeUnknownName, findMisuse } from './declaration/index.js'
export { listReferences } from './declaration/index.js'
export type { Scope } from './declaration/index.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './declaration/index.js'
export type {
  Command,
  ExecutorKind,
  ExpectedExit,
  HttpOptions,
  OptionsByKind,
  OutputOptions,
  Pattern,
  PatternSource,
  PidOptions,
  Preparation,
  ScopeOptions,
  SimpleExecutorOptions,
  SimpleOptions,
  TcpOptions,
  UnixSocketOptions,
} from './declaration/index.js'
