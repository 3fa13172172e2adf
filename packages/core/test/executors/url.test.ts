import { describe, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor, TcpExecutor } from '../../src/index.js'
import { fixture } from '../support/fixtures.js'
import { rejectionOf } from '../support/deadline.js'
import { use } from '../support/use.js'
import { withoutPage } from '../support/pages.js'

const server = fixture('serves-late', '{port}')

describe('The URL of', () => {
  test('a TCP server is that of its address', async () => {
    const started = await use(new TcpExecutor(server)).start()
    expect(started.url).toBe(`tcp://127.0.0.1:${started.port}`)
  })

  test('a TCP server is what its option says, with the address that accepted the connection', async () => {
    const url = 'redis://:secret@{host}:{port}/2'
    const options = { host: 'localhost', url, env: { OWN: '{url}' } }
    const started = await use(new TcpExecutor(server, options)).start()
    expect(started.url).toBe(`redis://:secret@127.0.0.1:${started.port}/2`)
    expect(started.env['OWN']).toBe(`redis://:secret@localhost:${started.port}/2`)
  })

  test('a TCP server is not known before its first start', () => {
    const idle = use(new TcpExecutor(server))
    expect(() => idle.url).toThrow('has no URL yet')
  })

  test('a program that prints its port is known when it has', async () => {
    const options = { banner: /port (?<port>\d+)/, url: 'ws://{host}:{port}' }
    const printer = use(new OutputExecutor(`sh -c 'echo port 4711; exec sleep 1000'`, options))
    expect((await printer.start()).url).toBe('ws://127.0.0.1:4711')
  })
})

test('What is declared as unavailable does not start, and says why', async () => {
  const options = { unavailable: 'no "psql" in PATH; install it with: apt-get install psql' }
  const executor = use(new SimpleExecutor('psql', { name: 'db', ...options }))
  const error = await rejectionOf(executor.start())
  expect(error).toMatchObject({ code: 'ERR_SPAWN', errno: 'ENOENT', command: 'psql' })
  expect(withoutPage(error.message)).toBe(`Cannot start "db": ${options.unavailable}`)
})
