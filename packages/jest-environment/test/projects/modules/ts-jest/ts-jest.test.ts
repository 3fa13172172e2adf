import { expect, test } from '@jest/globals'
import {
  httpExecutor,
  useProcess,
  type Handle,
  type HttpHandle,
  type TcpHandle,
} from '@mirakuru/jest-environment'
import { ask, program } from '../../note'

declare module '@mirakuru/jest-environment' {
  interface Processes {
    'own-ts-jest': HttpHandle
    shared: Handle
  }
}

const own = useProcess('own-ts-jest')
const other = useProcess('shared')
const each: TcpHandle = useProcess(
  httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: 'test' }),
)

test('ts-jest', async () => {
  const url: string = own.url
  const perhaps: string | undefined = other.url
  // @ts-expect-error the handle may be one of a process without a port
  const port: number = other.port
  // @ts-expect-error there is no such name
  expect(() => useProcess('typo')).toThrow('useProcess() was called in a test')
  expect(await ask(url)).toBe(String(own.pid))
  expect(perhaps).toContain(String(port))
  expect(await ask(`http://${each.host}:${each.port}`)).toBe(String(each.pid))
})
