// Compiled, never run: what users of the package can write.
import type { TestContext } from 'node:test'
import {
  httpExecutor,
  startProcess,
  tcpExecutor,
  useProcess,
  type Handle,
  type TcpHandle,
} from '@mirakuru/node-test'

declare module '@mirakuru/node-test' {
  interface Processes {
    redis: TcpHandle
    mail: Handle
  }
}

export async function checkTypes(t: TestContext): Promise<void> {
  useProcess('redis').port satisfies number
  useProcess(tcpExecutor('redis-server --port {port}')).port satisfies number
  const api = await startProcess(t, httpExecutor('node api.js', { scope: 'test' }))
  api.url satisfies string
  const mail = await startProcess(t, 'mail')
  mail.port satisfies number | undefined
  // @ts-expect-error -- no process has this name
  useProcess('radis')
  // @ts-expect-error -- nor for a test
  await startProcess(t, 'radis')
  // @ts-expect-error -- it need not have a port
  mail.port satisfies number
}
