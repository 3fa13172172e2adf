import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import type { services } from './playwright.config'

const serves = ['node', '../../programs/serves.mjs', '{port}']

const test = base
  .extend(processes<typeof services>())
  .extend(processes({ own: httpExecutor(serves, { env: { API: '{api.port}' } }) }))

test('are modules of CommonJS', async ({ api, own, request }) => {
  expect(typeof require).toBe('function')
  expect(await (await request.get('/')).text()).toBe(String(api.pid))
  expect(await (await request.get(`${own.url}env/API`)).text()).toBe(String(api.port))
})
