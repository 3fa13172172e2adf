export type { Declaration } from './declaration.js'
export { describeUnknownName, findMisuse } from './misuse.js'
export { listReferences } from './references.js'
export type { Scope } from './scope.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './factories.js'
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
} from './options.js'
