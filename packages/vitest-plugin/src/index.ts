export type { Handle, HttpHandle, TcpHandle, UnixSocketHandle } from '@mirakuru/core/client'
export type { ProcessValues } from './block.js'
export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './fixtures.js'
export type { ProcessFixture } from './fixture.js'
export type { StartReport } from './report.js'
export { useProcess, type Processes } from './use-process.js'
