import { expect, test } from '@playwright/test'
import { note } from '../note.js'

const { DB_URL = '', GONE } = process.env
if (DB_URL === '') throw new Error('a test file was loaded before its variables were set')

test('has the values', async () => {
  expect(await (await fetch(DB_URL)).text()).toMatch(/^\d+$/)
  expect(GONE).toBe(undefined)
  note(`has ${DB_URL}`)
})
