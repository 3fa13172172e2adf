import type * as Environment from './environment.cjs'

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
} from '@mirakuru/core/client' with {
  'resolution-mode': 'import',
}

// Nor is all of it mocked, see keep-actual.cts.
Object.defineProperty(exports, Symbol.for('mirakuru.actual'), { value: true })

// Jest looks for the environment where tests that use `require` look for the functions above: it is loaded when Jest
// asks, never in a test.
Object.defineProperty(exports, 'default', {
  enumerable: true,
  get: () => (require('./environment.cjs') as typeof Environment).createEnvironment,
})
