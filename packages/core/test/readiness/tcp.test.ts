import dns from 'node:dns'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import net, { connect, type NetConnectOpts, type Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { attemptTcp } from '../../src/readiness/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'
import { reservePort } from '../support/ports.js'
import { findMutePort, serveTcp } from './servers.js'

const patient = new AbortController().signal

describe('attemptTcp()', () => {
  test.each(['127.0.0.1', '::1'])(
    'is ready when %s accepts, and tells the address',
    async (host) => {
      const { port } = await serveTcp(undefined, host)
      expect(await attemptTcp({ host, port }, patient)).toEqual({ ready: true, address: host })
    },
  )

  test.each(['127.0.0.1', '::1'])(
    'finds a server on %s alone by the name localhost',
    async (host) => {
      const { port } = await serveTcp(undefined, host)
      expect(await attemptTcp({ host: 'localhost', port }, patient)).toEqual({
        ready: true,
        address: host,
      })
    },
  )

  test.each(['127.0.0.1', 'localhost'])('says that %s refused', async (host) => {
    const port = await reservePort()
    expect(await attemptTcp({ host, port }, patient)).toMatchObject({
      ready: false,
      reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
    })
  })

  test('does not take a server on another address for the one meant', async () => {
    const { port } = await serveTcp(undefined, '::1')
    expect(await attemptTcp({ host: '127.0.0.1', port }, patient)).toMatchObject({ ready: false })
  })

  test('closes the connection it made', async () => {
    const sockets: Socket[] = []
    const { port, server } = await serveTcp((socket) => void sockets.push(socket.resume()))
    await attemptTcp({ host: '127.0.0.1', port }, patient)
    await eventually({ what: 'the end of the connection' }, () => sockets[0]?.destroyed)
    const connections = await new Promise((resolve) => {
      server.getConnections((_error, count) => resolve(count))
    })
    expect(connections).toBe(0)
  })

  test('gives up on a mute host when its signal is aborted', async () => {
    const port = await findMutePort()
    for (let fillers = 0; fillers < 4; fillers++) {
      const filler = connect(port, '127.0.0.1').on('error', () => undefined)
      afterTest(() => filler.destroy())
    }
    const abort = new AbortController()
    const attempt = attemptTcp({ host: '127.0.0.1', port }, abort.signal)
    const first = await Promise.race([
      attempt,
      new Promise((resolve) => setTimeout(resolve, 150, 'pending')),
    ])
    expect(first).toBe('pending')
    abort.abort()
    expect(await attempt).toMatchObject({ ready: false, reason: 'no answer to the connect' })
  })

  test('does not connect when its signal was aborted before', async () => {
    const accepted = vi.fn()
    const { port } = await serveTcp(accepted)
    const attempt = await attemptTcp({ host: '127.0.0.1', port }, AbortSignal.abort())
    expect(attempt).toMatchObject({ ready: false, reason: 'no answer to the connect' })
    await attemptTcp({ host: '127.0.0.1', port }, patient)
    await eventually({ what: 'the second connection' }, () => accepted.mock.calls.length > 0)
    expect(accepted).toHaveBeenCalledOnce()
  })

  test('says that a name is unknown', async () => {
    const { reason } = (await attemptTcp({ host: 'nowhere.invalid', port: 1 }, patient)) as {
      reason: string
    }
    expect(reason).toMatch(/nowhere\.invalid/)
  })

  test('gives a reason for a name with several addresses that all refuse', async () => {
    const port = await reservePort()
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
    const lookup = vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((
        _host: string,
        _options: object,
        done: (error: null, found: object[]) => void,
      ) => done(null, addresses)) as unknown as typeof dns.lookup)
    afterTest(() => lookup.mockRestore())
    const attempt = await attemptTcp({ host: 'both.test', port }, patient)
    expect(lookup).toHaveBeenCalled()
    expect(attempt).toMatchObject({ ready: false, reason: expect.stringContaining('ECONNREFUSED') })
  })

  test('drops a connection that met itself', async () => {
    const port = await reservePort()
    // What the kernel does now and then by chance: the local port it chooses is the remote one.
    const original = net.connect
    const connectFromSamePort = (options: NetConnectOpts): Socket =>
      original({ ...options, localPort: port, localAddress: '127.0.0.1' } as NetConnectOpts)
    net.connect = connectFromSamePort as typeof net.connect
    syncBuiltinESMExports()
    afterTest(() => {
      net.connect = original
      syncBuiltinESMExports()
    })
    const itself = connectFromSamePort({ host: '127.0.0.1', port })
    await once(itself, 'connect')
    expect(itself.localPort).toBe(itself.remotePort)
    itself.resetAndDestroy()
    await once(itself, 'close')
    expect(await attemptTcp({ host: '127.0.0.1', port }, patient)).toMatchObject({
      ready: false,
      reason: `connect to 127.0.0.1:${port} met itself`,
    })
  })
})
