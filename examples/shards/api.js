// Adds the book that the path names, and answers with all books and with where they are.
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => undefined) // its database is dropped before it ends

const server = createServer((request, response) => {
  const answer =
    request.url === '/health' ? 'ok' : addBook(decodeURIComponent(request.url.slice(1)))
  void Promise.resolve(answer).then((body) => response.end(JSON.stringify(body)))
})
server.listen(Number(process.env.PORT), '127.0.0.1')

async function addBook(title) {
  await pool.query('INSERT INTO books VALUES ($1)', [title])
  const { rows } = await pool.query('SELECT title, current_database() AS database FROM books')
  return {
    titles: rows.map((row) => row.title),
    database: rows[0].database,
    port: process.env.PORT,
    supervisor: process.env.MIRAKURU_ID.split(':')[0],
  }
}
