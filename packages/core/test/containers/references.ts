import { expect, test } from 'vitest'
import { containerExecutor, httpExecutor, tcpExecutor } from '../../src/declaration.js'
import type { Declaration } from '../../src/declaration.js'
import type { HeldProcess } from '../../src/client/index.js'
import { endRunAfterTest, hold, useClient } from '../support/clients.js'
import { ask } from '../support/containers.js'
import { fixture } from '../support/fixtures.js'

const units = { test: 'a', file: 'b' }

/** A container that can ask others, once it is up. */
const asker = (env: Record<string, string>): Declaration =>
  containerExecutor('redis', { args: 'sleep 1000', env })

/** What holds of references from and to containers. */
export function describeReferences(): void {
  const holdAll = async (
    processes: Record<string, Declaration>,
    name: string,
  ): Promise<HeldProcess> => {
    endRunAfterTest()
    const held = hold(useClient(), { processes, name, units })
    return held.start()
  }

  test('of a container to another one is its name and its port inside', async () => {
    const processes = {
      db: containerExecutor('redis', { port: 6379, url: 'redis://{host}:{port}/0' }),
      asker: asker({ HOST: '{db.host}', PORT: '{db.port}', URL: '{db.url}' }),
    }
    const held = await holdAll(processes, 'asker')
    const { stdout } = await held.exec(['sh', '-c', 'echo $PORT $URL; redis-cli -u $URL PING'])
    expect(stdout).toMatch(/^6379 redis:\/\/mirakuru-[\w-]+:6379\/0\nPONG\n$/)
  })

  test('of a container to a process of this machine is an address that leads there', async () => {
    const processes = {
      db: tcpExecutor('redis-server --port {port} --bind 127.0.0.1 --save "" --dir {tmp}'),
      asker: asker({ HOST: '{db.host}', PORT: '{db.port}' }),
    }
    const held = await holdAll(processes, 'asker')
    const { stdout } = await held.exec(['sh', '-c', 'redis-cli -h $HOST -p $PORT PING'])
    expect(stdout).toBe('PONG\n')
  })

  test('of a process of this machine to a container is its published port', async () => {
    const processes = {
      db: containerExecutor('redis', { port: 6379 }),
      api: httpExecutor(fixture('listens-http', '{port}'), { env: { DB: '{db.port}' } }),
    }
    endRunAfterTest()
    const client = useClient()
    const api = await hold(client, { processes, name: 'api', units }).start()
    const db = await hold(client, { processes, name: 'db', units }).start()
    expect(db.port).not.toBe(6379)
    expect(await ask(db.port, 'PING')).toBe('+PONG')
    expect(await api.running()).toBe(true)
  })

  test('leads to a container that was started again', async () => {
    const processes = {
      db: containerExecutor('redis', { port: 6379 }),
      asker: asker({ HOST: '{db.host}', PORT: '{db.port}' }),
    }
    endRunAfterTest()
    const client = useClient()
    const held = await hold(client, { processes, name: 'asker', units }).start()
    const db = await hold(client, { processes, name: 'db', units }).start()
    await db.restart()
    const { stdout } = await held.exec(['sh', '-c', 'redis-cli -h $HOST -p $PORT PING'])
    expect(stdout).toBe('PONG\n')
  })
}
