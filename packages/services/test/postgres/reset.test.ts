import { afterAll, beforeAll, expect, test } from 'vitest'
import { Agent } from './agent.js'
import { connect, createServer, query, toDatabase } from './server.js'

const server = createServer()
let agent: Agent

beforeAll(async () => {
  await server.start()
  agent = await Agent.start(server.url)
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await server.stop()
})

async function createClone(id: string, ...statements: string[]): Promise<string> {
  const template = `${id}_template`
  expect(await agent.ask('create', template)).toBe('ok')
  await query(toDatabase(server.url, template), ...statements)
  expect(await agent.ask('create', id, template)).toBe('ok')
  return toDatabase(server.url, id)
}

const dump = async (url: string): Promise<unknown> => [
  await query(url, 'SELECT * FROM kinds ORDER BY id'),
  await query(url, 'SELECT * FROM things ORDER BY id'),
  await query(url, `SELECT sequencename, last_value FROM pg_sequences ORDER BY 1`),
]

test('a reset restores seed rows, empties all other tables, and keeps connections', async () => {
  const url = await createClone(
    'mirakuru_r1',
    `CREATE TABLE kinds (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, shout text GENERATED ALWAYS AS (upper(name)) STORED,
       at timestamptz DEFAULT now(), bytes bytea, more jsonb, tags text[], amount numeric(20, 10), span interval, "odd ""column" int, t int DEFAULT 1)`,
    `INSERT INTO kinds (name, bytes, more, tags, amount, span) VALUES
       ('it''s \\ $mirakuru_$', '\\x00ff', '{"a": [1, null]}', '{a,"b c",NULL}', 0.1234567891, '1 day 2 hours'), ('b', NULL, NULL, NULL, 1e9, NULL)`,
    'CREATE TABLE things (id serial PRIMARY KEY, kind int NOT NULL REFERENCES kinds ON DELETE CASCADE)',
    `CREATE TABLE log (line text)`,
    `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES ('seen'); RETURN NULL; END $$`,
    'CREATE TRIGGER notes AFTER INSERT OR DELETE ON kinds FOR EACH ROW EXECUTE FUNCTION note()',
  )
  const fresh = await dump(url)
  const { client } = await connect(url)
  await client.query(`INSERT INTO kinds (name) VALUES ('c')`)
  await client.query(`INSERT INTO things (kind) SELECT id FROM kinds`)
  await client.query(`UPDATE kinds SET name = 'z' WHERE name = 'b'`)
  await client.query(`DELETE FROM kinds WHERE name = 'c'`)
  await client.query('CREATE TABLE further (id int); INSERT INTO further VALUES (1)')
  expect(await agent.ask('reset', 'mirakuru_r1', 'mirakuru_r1_template')).toBe('ok')
  expect(await dump(url)).toEqual(fresh)
  expect(await query(url, 'SELECT * FROM log UNION ALL SELECT id::text FROM further')).toEqual([])
  expect((await client.query('SELECT count(*)::int FROM things')).rows).toEqual([{ count: 0 }])
  await client.end()
  expect(await agent.ask('list', 'mirakuru_r1')).toBe('ok ["mirakuru_r1","mirakuru_r1_template"]')
})

test('a reset ends a transaction that a test has left open', async () => {
  const url = await createClone(
    'mirakuru_r2',
    'CREATE TABLE a (id int)',
    'INSERT INTO a VALUES (1)',
  )
  const { client } = await connect(url)
  await client.query('BEGIN; UPDATE a SET id = 2; LOCK TABLE a')
  expect(await agent.ask('reset', 'mirakuru_r2', 'mirakuru_r2_template')).toBe('ok')
  await expect(client.query('COMMIT')).rejects.toThrow()
  expect(await query(url, 'SELECT * FROM a')).toEqual([{ id: 1 }])
})

test('a reset of a database without a template empties its tables', async () => {
  await agent.ask('create', 'mirakuru_r3')
  const url = toDatabase(server.url, 'mirakuru_r3')
  await query(url, 'CREATE TABLE a (id int PRIMARY KEY)', 'INSERT INTO a VALUES (1)')
  await query(url, 'CREATE TABLE b (a int REFERENCES a)', 'INSERT INTO b VALUES (1)')
  expect(await agent.ask('reset', 'mirakuru_r3')).toBe('ok')
  expect(await query(url, 'SELECT id FROM a UNION ALL SELECT a FROM b')).toEqual([])
})
