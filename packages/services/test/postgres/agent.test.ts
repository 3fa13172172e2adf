import { once } from 'node:events'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Agent } from './agent.js'
import { connect, createServer, query, toDatabase } from './server.js'

describe.each(['path', 'package'] as const)('the agent, with a server of %s', (from) => {
  const server = createServer(from)
  let agent: Agent

  beforeAll(async () => {
    await server.start()
    agent = await Agent.start(server.url)
  })
  afterAll(async () => {
    await agent[Symbol.asyncDispose]()
    await server.stop()
  })

  const to = (database: string): string => toDatabase(server.url, database)
  const names = async (): Promise<string[]> =>
    (await query(server.url, `SELECT datname FROM pg_database`)).map(({ datname }) => datname)

  async function createTemplate(id: string, ...statements: string[]): Promise<void> {
    expect(await agent.ask('create', id)).toBe('ok')
    await query(to(id), ...statements)
  }

  test('creates and destroys an empty database', async () => {
    expect(await agent.ask('create', 'mirakuru_one')).toBe('ok')
    expect(await query(to('mirakuru_one'), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await agent.ask('destroy', 'mirakuru_one')).toBe('ok')
    expect(await names()).not.toContain('mirakuru_one')
  })

  test('clones a template with rows, sequences and extensions', async () => {
    await createTemplate(
      'mirakuru_t1',
      'CREATE TABLE users (id serial PRIMARY KEY, name text)',
      `INSERT INTO users (name) VALUES ('Ada'), ('Grace')`,
      'CREATE EXTENSION IF NOT EXISTS plpgsql',
    )
    expect(await agent.ask('create', 'mirakuru_c1', 'mirakuru_t1')).toBe('ok')
    const rows = await query(
      to('mirakuru_c1'),
      `INSERT INTO users (name) VALUES ('Mary')`,
      'SELECT * FROM users ORDER BY id',
    )
    expect(rows.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 Ada', '2 Grace', '3 Mary'])
  })

  test('gives a clone the settings, privileges and owner of its template', async () => {
    await createTemplate(
      'mirakuru_t2',
      `CREATE ROLE "odd ""role" LOGIN`,
      'CREATE SCHEMA app',
      `ALTER DATABASE mirakuru_t2 SET search_path TO app, public`,
      `ALTER DATABASE mirakuru_t2 SET application_name TO 'it''s \\ odd'`,
      `ALTER ROLE "odd ""role" IN DATABASE mirakuru_t2 SET statement_timeout TO '5s'`,
      'REVOKE CONNECT ON DATABASE mirakuru_t2 FROM PUBLIC',
      'GRANT CREATE ON DATABASE mirakuru_t2 TO "odd ""role"',
      'ALTER DATABASE mirakuru_t2 OWNER TO "odd ""role"',
    )
    expect(await agent.ask('create', 'mirakuru_c2', 'mirakuru_t2')).toBe('ok')
    const about = (id: string): Promise<unknown> =>
      query(
        server.url,
        `SELECT pg_get_userbyid(datdba), (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a) AS acl,
           (SELECT array_agg(array[setrole::text, setconfig::text] ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid) AS settings
         FROM pg_database d WHERE datname = '${id}'`,
      )
    expect(await about('mirakuru_c2')).toEqual(await about('mirakuru_t2'))
  })

  test('ends the sessions that a tool for migrations has left in its template', async () => {
    await createTemplate('mirakuru_t3', 'CREATE TABLE a (id int)')
    const { ended } = await connect(to('mirakuru_t3'))
    expect(await agent.ask('create', 'mirakuru_c3', 'mirakuru_t3')).toBe('ok')
    await ended
    await expect(query(to('mirakuru_t3'))).rejects.toThrow('not currently accepting connections')
  })

  test('creates many clones at the same time', async () => {
    await createTemplate('mirakuru_t4', 'CREATE TABLE a (id int)')
    const ids = Array.from({ length: 8 }, (_, index) => `mirakuru_many_${index}`)
    const answers = await Promise.all(ids.map((id) => agent.ask('create', id, 'mirakuru_t4')))
    expect(answers).toEqual(ids.map(() => 'ok'))
    expect(await agent.ask('list', 'mirakuru_many_')).toBe(`ok ${JSON.stringify(ids)}`)
    await Promise.all(ids.map((id) => agent.ask('destroy', id)))
    expect(await agent.ask('list', 'mirakuru_many_')).toBe('ok []')
  })

  test('lets the connections of a pool close that has ended', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `mirakuru_pool_${index}`)
    await Promise.all(ids.map((id) => agent.ask('create', id)))
    const errors: string[] = []
    for (const id of ids) {
      const pool = new pg.Pool({ connectionString: to(id), max: 8 })
      pool.on('error', (error) => errors.push(error.message))
      await Promise.all(Array.from({ length: 8 }, () => pool.query('SELECT 1')))
      await pool.end()
      expect(await agent.ask('destroy', id)).toBe('ok')
    }
    expect(errors).toEqual([])
  })

  test('destroys a database that clients use, and one that does not exist', async () => {
    await agent.ask('create', 'mirakuru_used')
    const { ended } = await connect(to('mirakuru_used'))
    expect(await agent.ask('destroy', 'mirakuru_used')).toBe('ok')
    await ended
    expect(await agent.ask('destroy', 'mirakuru_used')).toBe('ok')
  })

  test('reports the SQLSTATE and leaves nothing when it fails', async () => {
    await agent.ask('create', 'mirakuru_twice')
    expect(await agent.ask('create', 'mirakuru_twice')).toBe(
      'error "database \\"mirakuru_twice\\" already exists (SQLSTATE 42P04)"',
    )
    expect(await agent.ask('create', 'mirakuru_no', 'mirakuru_nothing')).toMatch(/^error .*3D000/)
    expect(await names()).not.toContain('mirakuru_no')
  })
})

test('the agent works again when the server has restarted', async () => {
  const server = createServer()
  await server.start()
  const { url } = server
  await using agent = await Agent.start(url)
  expect(await agent.ask('create', 'mirakuru_before')).toBe('ok')
  await server.stop()
  const answer = agent.ask('create', 'mirakuru_after')
  const again = createServer('path', Number(new URL(url).port))
  await again.start()
  expect(await answer).toBe('ok')
  await again.stop()
})

test('a clone that a killed agent has begun is destroyed by the next one', async () => {
  const server = createServer()
  await server.start()
  const { url } = server
  const killed = await Agent.start(url)
  await killed.ask('create', 'mirakuru_big')
  await query(
    toDatabase(url, 'mirakuru_big'),
    `DO $$ BEGIN FOR i IN 1..800 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); COMMIT; END LOOP; END $$`,
  )
  void killed.ask('create', 'mirakuru_clone', 'mirakuru_big')
  const creations = `SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE "mirakuru_clone"%' AND state = 'active' AND pid <> pg_backend_pid()`
  while ((await query(url, creations)).length === 0);
  const exited = once(killed.process, 'exit')
  killed.process.kill('SIGKILL')
  await exited
  expect(await query(url, creations)).toHaveLength(1)
  await using agent = await Agent.start(url)
  expect(await agent.ask('destroy', 'mirakuru_clone')).toBe('ok')
  expect(await query(url, creations)).toHaveLength(0)
  expect(await agent.ask('list', 'mirakuru_')).toBe('ok ["mirakuru_big"]')
  expect(await agent.ask('create', 'mirakuru_clone', 'mirakuru_big')).toBe('ok')
  await server.stop()
})
