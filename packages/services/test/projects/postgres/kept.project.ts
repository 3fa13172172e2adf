import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
import { query } from './query.js'

const db = useProcess('kept')

test('is fresh although its server is kept', async () => {
  expect(await query(db.url, 'SELECT count(*)::int FROM things')).toEqual([0])
  await query(db.url, 'INSERT INTO things (kind) VALUES (1)')
})
