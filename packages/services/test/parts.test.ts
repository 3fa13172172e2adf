import { createExecutor } from '@mirakuru/core'
import { describe, expect, test as base } from 'vitest'
import * as declarations from '../src/index.js'
import { mariadb, rabbitmq } from '../src/vitest.js'
import { connectMariadb, connectRabbitmq, type Connect, type Server } from './support/clients.js'
import { isMissing, table } from './support/table.js'

const isMissingHere = (name: string): boolean => isMissing(table[name])

const test = base.extend({
  database: mariadb({ scope: 'file' }),
  other: mariadb({ scope: 'file' }),
  own: mariadb({ scope: 'file', dedicated: true }),
  host: rabbitmq({ scope: 'file', reset: true }),
  stranger: rabbitmq({ scope: 'file' }),
})

/** Writes to the first; returns for each whether it sees that. */
async function listWritten(connect: Connect, ...servers: readonly Server[]): Promise<boolean[]> {
  const clients = await Promise.all(servers.map(connect))
  await clients[0]?.write()
  const written = await Promise.all(clients.map((client) => client.isWritten()))
  await Promise.all(clients.map((client) => client.close()))
  return written
}

describe.skipIf(isMissingHere('mariadb'))('mariadb()', () => {
  test('gives databases of one server', async ({ database, other }) => {
    expect(database.port).toBe(other.port)
    expect(await listWritten(connectMariadb, database, other)).toEqual([true, false])
  })

  test('gives a server with dedicated', async ({ database, own }) => {
    expect(own.port).not.toBe(database.port)
    expect(own.url).toBe(`mysql://root@127.0.0.1:${own.port}/test`)
    expect(await listWritten(connectMariadb, own)).toEqual([true])
  })

  test('gives databases of a server that runs already, and leaves it alone', async ({ own }) => {
    const guest = createExecutor(declarations.mariadb({ url: own.url }))
    await guest.start()
    const { host, ports, url = '' } = guest
    expect(guest.port).toBe(own.port)
    expect(url).toMatch(/^mysql:\/\/root@127\.0\.0\.1:\d+\/mirakuru_\w+$/)
    expect(await listWritten(connectMariadb, { host, ports, url })).toEqual([true])
    await guest.stop()
    await expect(connectMariadb({ host, ports, url })).rejects.toThrow('Unknown database')
    expect(await own.running()).toBe(true)
  })
})

describe.skipIf(isMissingHere('rabbitmq'))('rabbitmq()', () => {
  test('gives virtual hosts of one server', async ({ host, stranger }) => {
    expect(host.port).toBe(stranger.port)
    expect(await listWritten(connectRabbitmq, host, stranger)).toEqual([true, false])
  })

  test('removes the queues of a virtual host with reset', async ({ host }) => {
    const client = await connectRabbitmq(host)
    expect(await client.isWritten()).toBe(false)
    await client.close()
  })
})
