import { createExecutor } from '@mirakuru/core'
import { outputExecutor, type Declaration } from '@mirakuru/core/declaration'
import pg from 'pg'
import { describeServer } from '../../src/postgres/server.js'
import { postgresProgram } from '../../src/postgres/program.js'
import { findProgram } from '../../src/program.js'

/** A server of this machine, or of the npm package. */
export function createServer(from: 'path' | 'package' = 'path', port?: number) {
  const program = findProgram(postgresProgram, { from, cwd: import.meta.dirname })
  const { command, options } = describeServer(program, { port })
  const declaration = outputExecutor(command, { ...options, name: 'postgres' })
  // It has a URL, although that is not known of every kind that waits for output.
  return createExecutor(declaration as object as Declaration<'tcp'>)
}

/** Runs statements in a database of the server, with a connection of their own. */
export async function query(url: string, ...statements: string[]): Promise<pg.QueryResult['rows']> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    let rows: pg.QueryResult['rows'] = []
    for (const statement of statements) ({ rows } = await client.query(statement))
    return rows
  } finally {
    await client.end()
  }
}

/** The URL of another database of the same server. */
export function toDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}

/** A client whose connection the server may end. */
export async function connect(url: string): Promise<{ client: pg.Client; ended: Promise<void> }> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
  await client.connect()
  return { client, ended }
}
