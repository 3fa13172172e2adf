import { expect } from '@playwright/test'
import { test } from './shares.js'

test('ends with the server of baseURL, which it does not name', async ({ request }) => {
  await request.get('/exit/7').catch(() => undefined)
  await new Promise(() => undefined)
})

test('and so does the next', async ({ request }) => {
  expect((await request.get('/')).ok()).toBe(true)
})
