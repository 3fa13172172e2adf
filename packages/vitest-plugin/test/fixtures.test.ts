import { connect } from 'node:net'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { httpExecutor as declareHttp } from '@mirakuru/core/declaration'
import { afterAll, describe, expect, expectTypeOf, test as base } from 'vitest'
import {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
  useProcess,
  type Handle,
  type HttpHandle,
  type TcpHandle,
  type UnixSocketHandle,
} from '../src/index.js'
import { expectGone } from '../../core/test/support/deaths.js'

const serves = ['node', program('serves.mjs'), '{port}']
const servesSocket = ['node', program('serves-socket.mjs'), '{tmp}/socket', '{tmp}/pid']

const test = base.extend({
  api: httpExecutor(serves, { name: 'api' }),
  shared: httpExecutor(serves, { name: 'shared', scope: 'file' }),
  tcp: tcpExecutor(serves),
  simple: simpleExecutor('sleep 1000'),
  output: outputExecutor(servesSocket, { banner: /greeting=(?<greeting>\w+)/ }),
  pidFile: pidExecutor(servesSocket, { filename: '{tmp}/pid' }),
  socket: unixSocketExecutor(servesSocket, { socketPath: '{tmp}/socket' }),
})

const pids: Record<'api' | 'shared', (number | undefined)[]> = { api: [], shared: [] }

afterAll(() => {
  expect(new Set(pids.api).size).toBe(2)
  expect(new Set(pids.shared).size).toBe(1)
})

describe('scopes', () => {
  test('a test gets a process of its own', async ({ api, shared }) => {
    expect(await (await fetch(api.url)).text()).toBe(String(api.pid))
    pids.api.push(api.pid)
    pids.shared.push(shared.pid)
  })

  test('the next test gets another one, and the old one is gone; the file’s is the same', async ({
    api,
    shared,
  }) => {
    await expectGone(pids.api.map(Number))
    pids.api.push(api.pid)
    pids.shared.push(shared.pid)
    expect(await (await fetch(shared.url)).text()).toBe(String(shared.pid))
  })
})

describe('the handle', () => {
  test('of each kind tells what its process was started with', async ({
    tcp,
    simple,
    output,
    pidFile,
    socket,
  }) => {
    expect(tcp.host).toBe('127.0.0.1')
    expect(tcp.port).toBeGreaterThan(1024)
    const socketToTcp = connect(tcp.port, tcp.host)
    await once(socketToTcp, 'connect')
    socketToTcp.destroy()
    expect(simple).toMatchObject({ name: 'simple', url: undefined, port: undefined, captures: {} })
    expect(output.captures).toEqual({ greeting: 'hi' })
    expect(statSync(`${pidFile.tmp}/pid`).size).toBeGreaterThan(0)
    expect(socket.socketPath).toBe(`${socket.tmp}/socket`)
  })

  test('stops, starts, kills and restarts its process', async ({ api }) => {
    const { port, pid } = api
    expect(await (await api.stop()).running()).toBe(false)
    expect(api.pid).toBeUndefined()
    await api.start()
    expect(await (await api.kill()).running()).toBe(false)
    await (await api.start()).restart()
    expect(api.port).toBe(port)
    expect(api.pid).not.toBe(pid)
    await api.stopped(async () => {
      await expect(fetch(api.url)).rejects.toThrow('fetch failed')
    })
    expect((await fetch(api.url)).status).toBe(200)
  })

  test('reads and waits for output', async ({ api }) => {
    expect((await api.waitForOutput(/ready on (\d+)/))[1]).toBe(String(api.port))
    expect(await api.output()).toBe(`ready on ${api.port}\n`)
    expect(await api.log()).toBe(`ready on ${api.port}\n`)
    expect(await api.errOutput()).toBe('')
    await api.waitFor(async () => (await fetch(api.url)).ok)
  })

  test('freezes its process and lets it go on', async ({ api }) => {
    await api.pause()
    await expect(fetch(api.url, { signal: AbortSignal.timeout(200) })).rejects.toThrow('aborted')
    await api.resume()
    expect((await fetch(api.url)).status).toBe(200)
  })
})

test('what was started is told to reporters', ({ api, task }) => {
  const [report] = task.meta.mirakuru ?? []
  expect(report).toEqual({
    name: 'api',
    address: api.url,
    scope: 'test',
    readyAfter: expect.any(Number),
  })
})

test('the type of a fixture’s value follows from its factory', ({
  api,
  tcp,
  simple,
  socket,
  shared,
}) => {
  expectTypeOf(api).toEqualTypeOf<HttpHandle>()
  expectTypeOf(shared).toEqualTypeOf<HttpHandle>()
  expectTypeOf(tcp).toEqualTypeOf<TcpHandle>()
  expectTypeOf(simple).toEqualTypeOf<Handle>()
  expectTypeOf(socket).toEqualTypeOf<UnixSocketHandle>()
  expectTypeOf(socket.socketPath).toEqualTypeOf<string>()
  expectTypeOf(simple.port).toEqualTypeOf<number | undefined>()
})

function program(name: string): string {
  return fileURLToPath(new URL(`../../core/test/programs/${name}`, import.meta.url))
}

const built = base
  .extend('redis', tcpExecutor(serves, { scope: 'file' }))
  .extend('web', httpExecutor(serves, { env: { REDIS: '{redis.port}' } }))

built('the builder form has the same types and references', async ({ redis, web }) => {
  expectTypeOf(redis).toEqualTypeOf<TcpHandle>()
  expectTypeOf(web).toEqualTypeOf<HttpHandle>()
  expect(await (await fetch(new URL('/env/REDIS', web.url))).text()).toBe(String(redis.port))
})

describe('useProcess()', () => {
  const used = useProcess(tcpExecutor(serves))
  const declared = useProcess(declareHttp(serves))

  base('takes fixtures and declarations, and knows their types', () => {
    expectTypeOf(used).toEqualTypeOf<TcpHandle>()
    expectTypeOf(declared).toEqualTypeOf<HttpHandle>()
    expect(used.port).not.toBe(declared.port)
  })
})
