export { joinCommandLine, quoteArgument, splitCommandLine } from './command-line.js'
export {
  type DeclaredBlock,
  readBlock,
  readDeclarationFile,
  readDeclarations,
} from './declaration-file.js'
export { anonymous, type Declaration } from './declaration.js'
export { describeCommand, nameDeclared } from './default-name.js'
export {
  containerExecutor,
  httpExecutor,
  outputExecutor,
  externalServer,
  pidExecutor,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './factories.js'
export type { ContainerBuild, ContainerFile, ContainerOptions } from './container-options.js'
export type { ExecOptions, ExecResult } from './exec.js'
export { fingerprint } from './fingerprint.js'
export { isLoopback } from './http-target.js'
export { findMisspelt } from './find-misspelt.js'
export { describeUnknownName, describeUnknownProcess, findMisuse, findStrangers } from './misuse.js'
export { nameSource } from './name-source.js'
export type { ExecutorKind, CommandKind, OptionsByKind } from './kinds.js'
export type {
  Command,
  ExpectedExit,
  HttpOptions,
  OutputOptions,
  Pattern,
  PatternSource,
  PidOptions,
  Preparation,
  ScopeOptions,
  SharedOptions,
  SimpleExecutorOptions,
  SimpleOptions,
  TcpOptions,
  UnixSocketOptions,
} from './options.js'
export type { ExternalScopeOptions, PartScopeOptions } from './part-scope-options.js'
export { parseDeclaration, parseOptions } from './parse.js'
export type { ParsedOptions } from './parsed.js'
export {
  bracketIpv6,
  fillEverywhere,
  fillPlaceholders,
  findPlaceholders,
  listStrings,
} from './placeholders.js'
export {
  type OuterProcess,
  pickProcess,
  type PlannedProcess,
  planProcesses,
  type Reference,
} from './plan.js'
export { listReferencesOf } from './references.js'
export type {
  AgentOptions,
  ExternalOptions,
  NestedDeclaration,
  ResourceOptions,
  TemplateOptions,
} from './resource-options.js'
export { listReferences } from './resource.js'
export type { Scope } from './scope.js'
export { rememberSecrets } from './secrets.js'
export { describeSibling } from './sibling.js'
export { suggestName } from './unknown-placeholder.js'
export {
  explainPlaceholders,
  findVariableProblems,
  listReferenced,
  type Variables,
} from './variables.js'
