import pg from 'pg'

/** Runs a statement with a connection of its own; returns the values of the first column. */
export async function query(url: string | undefined, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' })
    return rows.map(([first]) => first)
  } finally {
    await client.end()
  }
}
