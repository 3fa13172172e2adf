// Runs two shards at the same moment, as two machines of a CI would, with one PostgreSQL that neither of them has started.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createExecutor } from '@mirakuru/core'
import { postgres } from '@mirakuru/services'
import pg from 'pg'

// Stands for the service container of a CI. It is in a temporary folder; for root it runs as the user postgres.
const server = createExecutor(postgres({ dedicated: true }))
await server.start()
const client = new pg.Client(server.url)
try {
  await client.connect()
  await client.query('CREATE TABLE notes (place jsonb)')
  const codes = await Promise.all(['1/2', '2/2'].map(runShard))
  assert.deepEqual(codes, [0, 0])
  await checkNotes()
} finally {
  await client.end()
  await server.stop()
}

async function runShard(shard) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', `--shard=${shard}`]
  const env = { ...process.env, CI_DATABASE_URL: server.url }
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit', env }), 'exit')
  return code
}

/** Each shard had a supervisor, databases and ports of its own, and no database is left. */
async function checkNotes() {
  const { rows } = await client.query('SELECT place FROM notes')
  const places = rows.map((row) => row.place)
  assert.equal(places.length, 4)
  const supervisors = [...new Set(places.map(({ supervisor }) => supervisor))]
  assert.equal(supervisors.length, 2)
  const [first, second] = supervisors.map((each) =>
    places.filter((place) => place.supervisor === each),
  )
  for (const { database, port } of first)
    assert.ok(second.every((other) => other.database !== database && other.port !== port))
  const { rows: left } = await client.query(
    "SELECT datname FROM pg_database WHERE datname LIKE 'mirakuru%'",
  )
  assert.deepEqual(left, [])
  console.log('two shards, two supervisors, one server: no database and no port of both')
}
