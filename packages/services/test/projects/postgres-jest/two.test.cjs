const { useProcess } = require('@mirakuru/jest-environment')
const pg = require('pg')

async function query(url, statement) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' })
    return rows.map(([first]) => first)
  } finally {
    await client.end()
  }
}

describe.each(['shared', 'own'])('%s', (name) => {
  const db = useProcess(name)

  test.each([1, 2])('begins with the rows of the template (%d)', async () => {
    expect(await query(db.url, 'SELECT note FROM things')).toEqual(['seed'])
    expect(
      await query(db.url, `INSERT INTO things (note) VALUES ('further') RETURNING id`),
    ).toEqual([2])
  })
})
