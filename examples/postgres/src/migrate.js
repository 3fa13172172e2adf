// Applies migrations/*.sql, in order of their names, to the database that DATABASE_URL names.
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

const folder = new URL('../migrations/', import.meta.url)
const client = new pg.Client(process.env.DATABASE_URL)

await client.connect()
for (const name of readdirSync(folder).sort()) {
  await client.query(readFileSync(new URL(name, folder), 'utf8'))
  console.log(`applied ${name}`)
}
await client.end()
