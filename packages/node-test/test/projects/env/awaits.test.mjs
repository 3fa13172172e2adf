import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useProcess } from '@mirakuru/node-test'

const db = useProcess('db')
await db.start()
const { url } = db

test('was started at the top of the file', async () => {
  assert.equal(await (await fetch(url)).text(), String(db.pid))
})
