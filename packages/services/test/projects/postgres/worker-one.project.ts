import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
import { query } from './query.js'

const db = useProcess('db')

for (const round of [1, 2])
  test(`begins with the rows of the template (${round})`, async () => {
    expect(await query(db.url, 'SELECT name FROM kinds')).toEqual(['seed'])
    expect(await query(db.url, `INSERT INTO things (kind) VALUES (1) RETURNING id`)).toEqual([1])
    await query(db.url, `UPDATE kinds SET name = 'changed'`)
  })
