export {
  defineProcesses,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
  useProcess,
} from './in-test.cjs'
export type { DefinedProcesses, HandlesOf, ProcessDefinition } from './in-test.cjs'
export type { Handle, HttpHandle, TcpHandle, UnixSocketHandle } from '@mirakuru/core/client'
