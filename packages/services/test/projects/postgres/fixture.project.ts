import { postgres } from '@mirakuru/services/vitest'
import postgresJs from 'postgres'
import { expect, test as base } from 'vitest'
import { query } from './query.js'

const migrate = { command: 'node migrate.mjs', inputs: ['migrate.mjs', 'kinds.txt'] }
const test = base.extend({
  db: postgres({ migrate, spares: 2 }),
})
const seen = new Set<string>()

for (const round of [1, 2, 3, 4])
  test(`has a database of its own (${round})`, async ({ db }) => {
    expect(seen.has(db.url)).toBe(false)
    seen.add(db.url)
    const sql = postgresJs(db.url)
    expect(await sql`INSERT INTO things (kind) VALUES (1) RETURNING id`).toEqual([{ id: 1 }])
    await sql.end()
    const asReader = db.url.replace('postgres:postgres@', 'reader:x@')
    expect(await query(asReader, 'SELECT name FROM kinds')).toEqual(['seed'])
    await expect(query(asReader, 'SELECT * FROM things')).rejects.toThrow('permission denied')
  })

// Its connections are closed by force, and nobody hears of it.
test('is dropped although a connection is open', async ({ db }) => {
  const sql = postgresJs(db.url, { max: 1 })
  expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
})
