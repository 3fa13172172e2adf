import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { watchListener } from '../../src/process/index.js'
import { afterTest } from '../support/cleanup.js'

async function listen(host: string, port = 0): Promise<number> {
  const server: Server = createServer().listen(port, host)
  afterTest(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('watchListener()', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::'])(
    'tells of a server that listens on %s',
    async (host) => {
      const port = await findFreePort()
      const told = new Promise<void>((resolve) => {
        const stop = watchListener('127.0.0.1', port, resolve)
        afterTest(stop ?? expect.fail('nothing is watched'))
      })
      await listen(host, port)
      await told
    },
  )

  test('does not tell of a server on another port', async () => {
    const told = vi.fn<() => void>()
    const port = await findFreePort()
    afterTest(watchListener('127.0.0.1', port, told) ?? expect.fail('nothing is watched'))
    const other = new Promise<void>((resolve) => {
      void listen('127.0.0.1').then((taken) =>
        afterTest(watchListener('127.0.0.1', taken, resolve) ?? expect.fail('nothing is watched')),
      )
    })
    await other
    expect(told).not.toHaveBeenCalled()
  })
})
