import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
import { note } from '../note.js'

const db = useProcess('db')
const api = useProcess('api')

test('is used', async () => {
  const answer = await fetch(String(db.url))
  expect(await answer.text()).toBe(String(db.pid))
  note(`db ${db.pid}`)
  note(`api ${api.pid}`)
})
