import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes, tcpExecutor } from '@mirakuru/playwright'

const test = base
  .extend(
    processes({
      // One for each worker of Playwright.
      counter: tcpExecutor('node services/counter.js {port}', { scope: 'worker' }),
      // A fresh one for every test that uses it, and for every attempt.
      api: httpExecutor('node services/api.js', {
        env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
        url: 'http://{host}:{port}/health',
      }),
    }),
  )
  .extend({
    // Requests and pages begin at this test's own server.
    baseURL: async ({ api }, use) => use(api.url),
  })

test.describe.configure({ mode: 'serial' })

test('greets', async ({ request }) => {
  expect(await (await request.get('/ada')).json()).toEqual({ hello: 'ada', visits: 1 })
})

test('is another one that asks the same counter', async ({ request }) => {
  expect(await (await request.get('/ada')).json()).toEqual({ hello: 'ada', visits: 2 })
})

test('serves again after a crash and a restart', async ({ api, request }) => {
  await api.kill()
  await expect(request.get('/ada')).rejects.toThrow('ECONNREFUSED')
  await api.start()
  expect((await request.get('/ada')).ok()).toBe(true)
})
