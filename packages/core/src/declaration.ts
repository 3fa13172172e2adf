export type { Declaration } from './declaration/declaration.js'
export { describeUnknownName, findMisuse } from './declaration/misuse.js'
export { listReferences } from './declaration/references.js'
export type { Scope } from './declaration/scope.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './declaration/factories.js'
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
} from './declaration/options.js'
