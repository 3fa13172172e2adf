// A library as an HTTP API: GET /books, POST /books and PUT /books/ID/loan. It asks the database of the pool.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

/** @param {import('pg').Pool} pool */
export function createLibrary(pool) {
  return createServer((request, response) => {
    void answer(pool, request)
      .catch((error) => [error.code === '23505' ? 409 : 500, { error: error.message }])
      .then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      })
  })
}

async function answer(pool, request) {
  const [, , id, action] = request.url.split('/')
  if (request.method === 'GET') return [200, (await pool.query(list)).rows]
  const body = await json(request)
  if (action === 'loan') return [200, (await pool.query(lend, [id, body.reader])).rows[0]]
  return [201, (await pool.query(add, [body.title])).rows[0]]
}

const list = `
  SELECT title, reader FROM books LEFT JOIN loans ON loans.book = books.id ORDER BY books.id`
const add = 'INSERT INTO books (title) VALUES ($1) RETURNING id, title'
const lend = 'INSERT INTO loans (book, reader) VALUES ($1, $2) RETURNING reader'
