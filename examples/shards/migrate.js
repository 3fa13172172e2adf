import pg from 'pg'

const client = new pg.Client(process.env.DATABASE_URL)
await client.connect()
await client.query('CREATE TABLE books (title text)')
await client.end()
