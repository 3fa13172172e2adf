import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Agent } from './agent.js'
import { connect, createServer, query, toDatabase } from './server.js'

describe.each(['path', 'package'] as const)('recycling, with a server of %s', (from) => {
  const server = createServer(from)
  let agent: Agent
  let number = 0

  beforeAll(async () => {
    await server.start()
    agent = await Agent.start(server.url)
  })
  afterAll(async () => {
    await agent[Symbol.asyncDispose]()
    await server.stop()
  })

  const to = (database: string): string => toDatabase(server.url, database)

  /** A template, and so many clones of it that those that follow are recycled. */
  async function createTemplate(): Promise<string> {
    const template = `mirakuru_${(number += 1)}`
    expect(await agent.ask('create', template)).toBe('ok')
    await query(
      to(template),
      'CREATE TABLE kinds (id serial PRIMARY KEY, name text, at timestamptz DEFAULT now())',
      `INSERT INTO kinds (name) VALUES ('a'), ('b')`,
      'CREATE TABLE things (id serial PRIMARY KEY, kind int REFERENCES kinds ON DELETE CASCADE)',
      'CREATE MATERIALIZED VIEW names AS SELECT name FROM kinds',
      'CREATE UNIQUE INDEX ON names (name)',
    )
    for (const each of [1, 2, 3, 4, 5])
      expect(await agent.ask('create', `${template}_first${each}`, template)).toBe('ok')
    return template
  }

  async function createClone(template: string): Promise<{ id: string; url: string; oid: unknown }> {
    const id = `${template}_${(number += 1)}`
    expect(await agent.ask('create', id, template)).toBe('ok')
    const [row] = await query(
      server.url,
      `SELECT oid::int FROM pg_database WHERE datname = '${id}'`,
    )
    return { id, url: to(id), oid: row.oid }
  }

  const read = async (url: string): Promise<unknown> => [
    await query(url, 'SELECT * FROM kinds ORDER BY id'),
    await query(url, 'SELECT * FROM things ORDER BY id'),
    await query(url, 'SELECT * FROM names ORDER BY name'),
    await query(url, 'SELECT sequencename, last_value FROM pg_sequences ORDER BY 1'),
  ]

  test('a clone in which rows have changed is used again, with the rows of its template', async () => {
    const template = await createTemplate()
    const first = await createClone(template)
    const fresh = await read(first.url)
    let last = first
    for (const round of [1, 2, 3]) {
      await query(
        last.url,
        `INSERT INTO kinds (name) VALUES ('${round}')`,
        'INSERT INTO things (kind) SELECT id FROM kinds',
        `DELETE FROM kinds WHERE name = 'a'`,
        `SELECT nextval('things_id_seq')`,
      )
      const { client, ended } = await connect(last.url)
      await client.query(`BEGIN; UPDATE kinds SET name = 'open'`)
      expect(await agent.ask('destroy', last.id)).toBe('ok')
      await ended
      await expect(query(last.url)).rejects.toThrow('does not exist')
      last = await createClone(template)
      expect(last.oid).toBe(first.oid)
      expect(await read(last.url)).toEqual(fresh)
    }
  })

  test.each([
    ['a table was created', 'CREATE TABLE further (id int)'],
    ['a table was changed', 'ALTER TABLE things ADD note text'],
    ['a table was truncated', 'TRUNCATE things'],
    ['there was a temporary table', 'CREATE TEMPORARY TABLE further (id int)'],
    [
      'a view was refreshed',
      `UPDATE kinds SET name = 'z' WHERE id = 1`,
      'REFRESH MATERIALIZED VIEW CONCURRENTLY names',
    ],
    ['a function was created', 'CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
    ['a sequence was changed', 'ALTER SEQUENCE things_id_seq INCREMENT 5'],
    ['a large object was created', 'SELECT lo_create(0)'],
    ['a comment was written', `COMMENT ON TABLE things IS 'x'`],
    [
      'the database was changed',
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO x', current_database()); END $$`,
    ],
    [
      'its privileges were changed',
      `DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
    ],
    [
      'its statistics were reset',
      `INSERT INTO things VALUES (1)`,
      'SELECT pg_stat_force_next_flush()',
      'SELECT pg_stat_reset()',
    ],
  ])('a clone is not used again when %s', async (_, ...statements) => {
    const template = await createTemplate()
    const first = await createClone(template)
    const fresh = await read(first.url)
    await query(first.url, ...statements)
    expect(await agent.ask('destroy', first.id)).toBe('ok')
    const next = await createClone(template)
    expect(next.oid).not.toBe(first.oid)
    expect(await read(next.url)).toEqual(fresh)
  })

  test('a template is removed with the clones that were to be used again', async () => {
    const template = await createTemplate()
    const clones = [await createClone(template), await createClone(template)]
    for (const { id } of clones) expect(await agent.ask('destroy', id)).toBe('ok')
    const listOids = async (): Promise<unknown[]> =>
      (await query(server.url, 'SELECT oid::int FROM pg_database')).map(({ oid }) => oid)
    expect(await listOids()).toEqual(expect.arrayContaining(clones.map(({ oid }) => oid)))
    expect(await agent.ask('destroy', template)).toBe('ok')
    const left = await listOids()
    expect(clones.filter(({ oid }) => left.includes(oid))).toEqual([])
  })
})

test('a clone is not used again after its server has crashed, which forgets what was changed', async () => {
  const server = createServer()
  await server.start()
  await using agent = await Agent.start(server.url)
  const to = (database: string): string => toDatabase(server.url, database)
  expect(await agent.ask('create', 'mirakuru_t')).toBe('ok')
  await query(to('mirakuru_t'), 'CREATE TABLE a (id int)')
  for (const each of [1, 2, 3, 4, 5, 6])
    expect(await agent.ask('create', `mirakuru_${each}`, 'mirakuru_t')).toBe('ok')
  await query(to('mirakuru_6'), 'INSERT INTO a VALUES (1)')
  const { client, ended } = await connect(server.url)
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0].pid, 'SIGKILL')
  await ended
  expect(await agent.ask('destroy', 'mirakuru_6')).toBe('ok')
  for (const each of [7, 8]) {
    expect(await agent.ask('create', `mirakuru_${each}`, 'mirakuru_t')).toBe('ok')
    expect(await query(to(`mirakuru_${each}`), 'SELECT * FROM a')).toEqual([])
  }
  await server.stop()
})
