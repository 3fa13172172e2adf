import { expect, test as base } from '@playwright/test'
import { processes } from '@mirakuru/playwright'
import type { services } from '../playwright.config.js'

const test = base.extend(processes<typeof services>())

test('greets at the base URL, without naming a port', async ({ request }) => {
  const answer = await request.get('/ada')
  expect(await answer.json()).toMatchObject({ hello: 'ada' })
})

test('has the handles of the configuration', async ({ api, counter, request }) => {
  expect(await counter.running()).toBe(true)
  const answer = await request.get(new URL('/grace', api.url).href)
  expect(await answer.json()).toEqual({ hello: 'grace', visits: 1 })
})
