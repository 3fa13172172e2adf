import { httpExecutor, useProcess } from '@mirakuru/jest-environment'

// Declared here, for this file alone: every test has its own. The counter is the one of the run.
const api = useProcess(
  httpExecutor('node services/api.js', {
    scope: 'test',
    env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
    url: 'http://{host}:{port}/health',
  }),
)
let first

test('has an API', async () => {
  first = api.pid
  expect(await (await fetch(api.url)).text()).toBe('ok')
})

test('has another one', async () => {
  expect(api.pid).not.toBe(first)
  expect(await (await fetch(api.url)).text()).toBe('ok')
})
