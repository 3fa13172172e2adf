import { postgres } from '@mirakuru/services/vitest'
import { httpExecutor } from '@mirakuru/vitest-plugin'
import pg from 'pg'
import { expect, test as base } from 'vitest'

const url = process.env['CI_DATABASE_URL'] // unset, on a laptop: a server is started

const test = base.extend({
  // A database on the server of all shards, for each test.
  db: postgres({ url, migrate: { command: 'npm run migrate', inputs: ['migrate.js'] } }),
  // A process of this machine, for each test.
  api: httpExecutor('node api.js', {
    env: { PORT: '{port}', DATABASE_URL: '{db.url}' },
    url: 'http://{host}:{port}/health',
  }),
})

/** A test that fails if another one has its database; it leaves a note for the script that runs the shards. */
export function testOnlyBook(title: string): void {
  test(`${title} is the only book`, async ({ api }) => {
    const answer = await fetch(new URL(encodeURIComponent(title), api.url))
    const { titles, ...place } = await answer.json()
    expect(titles).toEqual([title])
    await note(place)
  })
}

async function note(place: object): Promise<void> {
  if (url === undefined) return
  const client = new pg.Client(url)
  await client.connect()
  await client.query('INSERT INTO notes VALUES ($1)', [place])
  await client.end()
}
