import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { externalServer } from '../../src/declaration.js'
import { createExecutor, type ExternalExecutor } from '../../src/executors/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { reservePort } from '../support/ports.js'

type Options = Parameters<typeof externalServer>[0]

/** A server of this process, which is none of Mirakuru's. */
class Outside {
  readonly sockets = new Set<Socket>()
  readonly #server: Server
  /** How many connections it has had. */
  connections = 0

  constructor(onConnection: (socket: Socket) => void = () => undefined) {
    this.#server = createServer((socket) => {
      this.connections++
      this.sockets.add(socket)
      socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket))
      onConnection(socket)
    })
  }

  async listen(port: number, host: string): Promise<this> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return this
  }

  /** Ends it, with all of its connections. */
  async leave(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.dropAll()
    await closed
  }

  dropAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }
}

async function serve(host = '127.0.0.1', port = 0): Promise<Outside> {
  const outside = await new Outside().listen(port, host)
  afterTest(() => outside.leave())
  return outside
}

function find(options: Options): ExternalExecutor {
  const executor = createExecutor(externalServer({ name: 'db', ...options }))
  afterTest(() => executor[Symbol.asyncDispose]().catch(() => undefined)) // it may have crashed
  return executor
}

describe('A server that runs already', () => {
  test('is ready when it accepts connections, and is left alone', async () => {
    const outside = await serve()
    const db = find({ port: outside.port })
    await db.start()
    expect(db).toMatchObject({ host: '127.0.0.1', port: outside.port, pid: undefined })
    expect(db.url).toBe(`tcp://127.0.0.1:${outside.port}`)
    expect(db.running()).toBe(true)
    await eventually({ what: 'the watch' }, () => outside.sockets.size === 1)
    await db[Symbol.asyncDispose]()
    expect(db.running()).toBe(false)
    await eventually({ what: 'its end' }, () => outside.sockets.size === 0)
  })

  test('is waited for, and is not there in time', async () => {
    const port = await reservePort()
    const db = find({ url: `redis://:secret@127.0.0.1:${port}`, startTimeout: 200 })
    const error = await rejectionOf(db.start())
    expect(error).toMatchObject({ name: 'TimeoutExpiredError', timeout: 200 })
    expect(error.message).toMatch(
      /^Cannot start "db": it did not accept connections on 127\.0\.0\.1:\d+ within 200 ms\n/,
    )
    expect(error.message).toContain('ECONNREFUSED')
    expect(inspect(error)).not.toContain('secret')
  })

  test('is waited for until it is there', async () => {
    const port = await reservePort()
    const db = find({ port })
    const started = db.start()
    await serve('127.0.0.1', port)
    await started
    expect(db.running()).toBe(true)
  })

  test('has crashed when it has gone away', async () => {
    const outside = await serve()
    const db = find({ port: outside.port })
    await db.start()
    await eventually({ what: 'the watch' }, () => outside.sockets.size > 0)
    await outside.leave()
    await eventually({ what: 'the crash' }, () => !db.running())
    await expect(db[Symbol.asyncDispose]()).rejects.toThrow(
      '"db" unexpectedly stopped accepting connections',
    )
    await serve('127.0.0.1', db.port)
    await db.start()
    expect(db.running()).toBe(true)
  })

  test('is there while it drops connections that say nothing', async () => {
    const outside = await serve()
    const db = find({ port: outside.port })
    await db.start()
    // Two connections for each look: one that is held, and one that asks whether it is still there.
    for (const round of [1, 2]) {
      const held = round * 2
      await eventually({ what: 'the watch' }, () => outside.connections > held)
      outside.dropAll()
    }
    const { connections } = outside
    await eventually({ what: 'another look' }, () => outside.connections > connections)
    expect(db.running()).toBe(true)
  })

  test('is there when it has restarted within a moment', async () => {
    const outside = await serve()
    const { port } = outside
    const db = find({ port })
    await db.start()
    await eventually({ what: 'the watch' }, () => outside.sockets.size > 0)
    await outside.leave()
    const again = await serve('127.0.0.1', port)
    await eventually({ what: 'the watch of the other' }, () => again.sockets.size > 0)
    expect(db.running()).toBe(true)
  })

  test.each(['stop', 'kill', 'restart', 'pause', 'resume'] as const)(
    'refuses %s()',
    async (method) => {
      const outside = await serve()
      const db = find({ url: `postgres://me:secret@127.0.0.1:${outside.port}/x` })
      await db.start()
      const error = await rejectionOf(db[method]())
      expect(error.message).toMatch(
        new RegExp(
          `^Cannot ${method} "db": it is the server at postgres://.*@127.0.0.1:${outside.port}/x, which was not started here$`,
        ),
      )
      expect(error.message).not.toContain('secret')
      expect(db.running()).toBe(true)
    },
  )

  test('refuses stopped()', async () => {
    const db = find({ port: (await serve()).port })
    await db.start()
    await expect(db.stopped(() => undefined)).rejects.toThrow('Cannot stop "db"')
  })

  test('may listen on ::1 only, and be called localhost', async () => {
    const outside = await serve('::1')
    const db = find({ url: `mysql://localhost:${outside.port}/x` })
    await db.start()
    expect(db.host).toBe('::1')
    expect(db.url).toBe(`mysql://[::1]:${outside.port}/x`)
    await eventually({ what: 'the watch' }, () => outside.sockets.size > 0)
    await outside.leave()
    await eventually({ what: 'the crash' }, () => !db.running())
  })

  test('may have an IPv6 address', async () => {
    const outside = await serve('::1')
    const db = find({ url: `http://[::1]:${outside.port}/` })
    await db.start()
    expect(db).toMatchObject({ host: '::1', port: outside.port })
  })

  test('is found by the first of several hosts', async () => {
    const { port } = await serve()
    const url = `mongodb://u:p@127.0.0.1:${port},127.0.0.2:1/db?replicaSet=x`
    const db = find({ url })
    await db.start()
    expect(db).toMatchObject({ host: '127.0.0.1', port, url })
  })

  test('can be checked further', async () => {
    const { port } = await serve()
    const db = find({ port, healthcheck: ['sh', '-c', 'exit 3'], startTimeout: 500 })
    const error = await rejectionOf(db.start())
    expect(error.message).toContain('its healthcheck')
  })

  test('ends the wait when it is aborted', async () => {
    const db = find({ port: await reservePort() })
    const abort = new AbortController()
    const started = rejectionOf(db.start({ signal: abort.signal }))
    abort.abort(new Error('not any more'))
    expect((await started).message).toBe('not any more')
  })
})
