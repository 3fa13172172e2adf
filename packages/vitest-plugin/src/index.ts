export {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from './fixtures.js'
export type { Handle, HttpHandle, StopOptions, TcpHandle, UnixSocketHandle } from './handle.js'
export type { ProcessFixture } from './fixture.js'
export type { StartReport } from './report.js'
