// The agent of mariadb(): creates, empties and removes databases on request.
import { serveAgent } from '@mirakuru/core/agent'
import { createPool, type RowDataPacket } from 'mysql2/promise'

// Without a database of its own, so that nothing keeps one from being removed.
const { SERVER_URL = '' } = process.env
const url = new URL(SERVER_URL)
url.pathname = '/'
const pool = createPool({ uri: url.href, connectionLimit: 4 })

async function list(query: string, ...values: string[]): Promise<string[]> {
  const [rows] = await pool.query<RowDataPacket[]>({ sql: query, rowsAsArray: true }, values)
  return rows.map((row) => String(row[0]))
}

/** Of the tables; with its views and routines it is created again, but for whom is connected it is the same. */
async function reset(id: string): Promise<void> {
  const tables = await list(
    "select table_name from information_schema.tables where table_schema = ? and table_type = 'BASE TABLE'",
    id,
  )
  const connection = await pool.getConnection()
  try {
    await connection.query('set foreign_key_checks = 0')
    for (const table of tables) await connection.query('truncate table ??.??', [id, table])
  } finally {
    await connection.query('set foreign_key_checks = 1')
    connection.release()
  }
}

await serveAgent({
  async create(id) {
    await pool.query('create database ??', [id])
  },
  async destroy(id) {
    await pool.query('drop database if exists ??', [id])
  },
  reset,
  list: () => list('show databases'),
})
await pool.end()
