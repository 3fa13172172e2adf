import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useProcess } from '@mirakuru/node-test'

// Of mirakuru.json: the API is one for this file, the counter that it asks one for the whole run.
const api = useProcess('api')

test('greets', async () => {
  assert.equal((await greet('ada')).hello, 'ada')
})

test('counts the visits of each name', async () => {
  assert.deepEqual(await greet('grace'), { hello: 'grace', visits: 1 })
  assert.deepEqual(await greet('grace'), { hello: 'grace', visits: 2 })
})

async function greet(name) {
  return (await fetch(new URL(name, api.url))).json()
}
