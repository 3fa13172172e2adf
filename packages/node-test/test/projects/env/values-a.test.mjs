import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { note } from '../note.mjs'
import * as values from './values.mjs'

test('a has the values', async () => {
  for (const url of [values.DB_URL, values.FILE_URL])
    assert.match(await (await fetch(url)).text(), /^\d+$/)
  assert.equal(values.LITERAL, '{db.port}')
  assert.equal('GONE' in process.env, false)
  note('a has', values.DB_URL, values.FILE_URL)
})

describe('a block', () => {
  test('a has the values in a block', async () => {
    assert.match(await (await fetch(values.FILE_URL)).text(), /^\d+$/)
  })
})
