import { expect } from '@playwright/test'
import { test } from './shares.js'

test('requests begin at the process of this test', async ({ ofTest, request }) => {
  expect(await (await request.get('/')).text()).toBe(String(ofTest.pid))
})
