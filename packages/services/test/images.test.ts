import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExecutor } from '@mirakuru/core'
import type { Declaration } from '@mirakuru/core/declaration'
import { createConnection } from 'mysql2/promise'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Client } from '../../core/src/client/index.js'
import { beOwnRun, endRun, hold } from '../../core/test/support/clients.js'
import { ask } from '../../core/test/support/containers.js'
import { missingEngine, useEngine } from '../../core/test/support/engines.js'
import { mariadb, mosquitto, nats, nginx, postgres, redis } from '../src/index.js'
import { query } from './postgres/server.js'
import { connectMariadb, type Server } from './support/clients.js'
import { findImage, startDocker } from './support/images.js'
import { isMissing, table } from './support/table.js'

const names = ['redis', 'memcached', 'nats', 'mosquitto', 'etcd', 'nginx']
const servers = Object.entries(table).filter(([name]) => names.includes(name))
const image = { from: 'image' } as const
const factories: Readonly<Record<string, (options?: typeof image) => Declaration>> = {
  postgres,
  mariadb,
  ...Object.fromEntries(servers.map(([name, { factory }]) => [name, factory])),
}
const isSkipped =
  missingEngine !== undefined || Object.values(factories).some((factory) => isMissing({ factory }))

beforeAll(beOwnRun)

/** Starts a server or database of this process. */
async function start(declared: Declaration) {
  const server = createExecutor(declared as Declaration<'container'>)
  onTestFinished(async () => {
    await server.kill()
  })
  return server.start()
}

/** Starts databases that share what the run has. */
async function startInRun(...databases: readonly Declaration[]): Promise<Server[]> {
  const client = new Client('worker')
  onTestFinished(endRun)
  onTestFinished(() => client.close())
  const processes = Object.fromEntries(databases.map((each, index) => [`db${index}`, each]))
  const held = Object.keys(processes).map((name) => hold(client, { processes, name }).start())
  return (await Promise.all(held)) as object[] as Server[]
}

describe.skipIf(isSkipped)('From an image,', () => {
  const images = Object.entries(factories).map(([name, factory]) => [
    name,
    findImage(factory(image)),
  ])
  useEngine(() => startDocker(Object.fromEntries(images)))

  test.each(servers)('%s() answers its client, is emptied, and stops with it', async (_, row) => {
    const declared = row.factory({ ...image, ...(row.hasReset && { reset: true }) })
    const server = await start(declared)
    expect(server.url).toMatch(row.url)
    const client = await row.connect(server as Server)
    onTestFinished(async () => {
      await client.close()
    })
    await client.write()
    expect(await client.isWritten()).toBe(true)
    if (declared.reset !== undefined) {
      expect(await server.exec(declared.reset)).toMatchObject({ code: 0 })
      expect(await client.isWritten()).toBe(false)
    }
    await server.stop()
    expect(server.exit?.forced).toBe(false)
  })

  test('servers get "config" and "args"', async () => {
    const config = { databases: 3, requirepass: 'x' }
    const cache = await start(redis({ ...image, config, args: ['--maxmemory', '3mb'] }))
    const { stdout } = await cache.exec('redis-cli -a x CONFIG GET databases maxmemory save')
    expect(stdout).toContain('databases\n3\n')
    expect(stdout).toContain('maxmemory\n3145728\n')
    expect(stdout).toContain('save\n\n')
    const bus = await start(nats({ ...image, jetstream: true, config: { max_payload: 1000 } }))
    const [about = ''] = (await ask(bus.port, '')).split('\r\n')
    const expected = { jetstream: true, max_payload: 1000 }
    expect(JSON.parse(about.replace(/^INFO /, ''))).toMatchObject(expected)
    const broker = await start(mosquitto({ ...image, config: 'log_type all\nlog_dest stderr' }))
    await broker.waitForOutput('Opening ipv4 listen socket on port 1883')
  })

  test('nginx() serves a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nginx-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'file'), 'served')
    const config = 'location = /moved { return 301 /file; }'
    const server = await start(nginx({ ...image, root: folder, config }))
    expect(await (await fetch(`${server.url}/moved`)).text()).toBe('served')
  })

  test('mariadb() gives databases of one server', async () => {
    const declare = (name: string) => mariadb({ ...image, name, config: { max_connections: 77 } })
    const [one, two] = await startInRun(declare('one'), declare('two'))
    if (one === undefined || two === undefined) throw new Error('There are two')
    const clients = await Promise.all([one, two].map(connectMariadb))
    onTestFinished(() => clients.forEach((client) => client.close()))
    await clients[0]?.write()
    expect(await Promise.all(clients.map((client) => client.isWritten()))).toEqual([true, false])
    expect(new URL(one.url).port).toBe(new URL(two.url).port)
    const connection = await createConnection(two.url)
    onTestFinished(() => connection.destroy())
    const [rows] = await connection.query('SELECT @@max_connections AS most')
    expect(rows).toEqual([{ most: 77 }])
  })

  test('postgres() gives databases of one server, clones of what migrations have filled', async () => {
    const options = {
      ...image,
      user: 'me too',
      password: 'p@ss/{word}',
      locale: 'C',
      config: { jit: true },
      args: ['-B', '32MB'],
      migrate: psql('CREATE TABLE users (name text)', `INSERT INTO users VALUES ('Ada')`),
    }
    const declared = ['one', 'two'].map((name) => postgres({ ...options, name }))
    const [one, two] = await startInRun(...declared)
    if (one === undefined || two === undefined) throw new Error('There are two')
    await query(one.url, `INSERT INTO users VALUES ('Grace')`)
    expect(await query(two.url, 'SELECT name FROM users')).toEqual([{ name: 'Ada' }])
    expect(new URL(one.url).port).toBe(new URL(two.url).port)
    const settings = ['jit', 'shared_buffers', 'fsync', 'lc_collate']
    const shown = settings.map((name) => `current_setting('${name}') AS ${name}`)
    const [row] = await query(two.url, `SELECT current_user AS me, ${shown.join(', ')}`)
    const expected = {
      me: 'me too',
      jit: 'on',
      shared_buffers: '32MB',
      fsync: 'off',
      lc_collate: 'C',
    }
    expect(row).toEqual(expected)
    const wrong = Object.assign(new URL(one.url), { password: 'wrong' }).href
    await expect(query(wrong)).rejects.toThrow('password authentication failed')
  })

  test('postgres() with "dedicated" is a server for each holder, also if they are declared alike', async () => {
    const declare = () =>
      postgres({
        ...image,
        scope: 'test',
        dedicated: true,
        migrate: psql('CREATE TABLE users (name text)'),
      })
    const [one, two] = await startInRun(declare(), declare())
    if (one === undefined || two === undefined) throw new Error('There are two')
    await query(one.url, `INSERT INTO users VALUES ('Ada')`, 'CREATE ROLE ada')
    expect(await query(two.url, 'SELECT * FROM users')).toEqual([])
    await query(two.url, 'CREATE ROLE ada')
  })

  test('postgres() with "dedicated", without migrations, is the container', async () => {
    const server = await start(postgres({ ...image, dedicated: true, env: { GREETING: 'hello' } }))
    expect(await query(server.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect((await server.exec('env')).stdout).toContain('GREETING=hello\n')
    await server.stop()
    expect(server.exit?.forced).toBe(false)
  })
})

const psql = (...statements: string[]): string[] => [
  'psql',
  '--no-psqlrc',
  '--quiet',
  '--set=ON_ERROR_STOP=1',
  ...statements.flatMap((each) => ['-c', each]),
]
