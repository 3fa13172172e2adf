const assert = require('node:assert/strict')
const { fork } = require('node:child_process')
const { once } = require('node:events')
const { test } = require('node:test')
const { useProcess } = require('@mirakuru/node-test')
const { note } = require('../note.mjs')

const { DB_URL, FILE_URL } = process.env
const ofFile = useProcess('ofFile')

test('b shares the process that its variables name', () => {
  assert.equal(FILE_URL, ofFile.url)
  note('b has', DB_URL, FILE_URL)
})

test('b hands its variables on to what it starts', async () => {
  const child = fork('./tells.mjs')
  assert.deepEqual(await once(child, 'message'), [FILE_URL, undefined])
})
