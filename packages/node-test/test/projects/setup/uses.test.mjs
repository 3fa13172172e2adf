import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useProcess } from '@mirakuru/node-test'
import { note } from '../note.mjs'

const db = useProcess('db')
const api = useProcess('api')

test('uses a block', async () => {
  note('test', db.pid)
  assert.equal(await (await fetch(new URL('/env/DB', api.url))).text(), String(db.port))
})
