const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

jest.retryTimes(1, { logErrorsBeforeRetry: true })
const api = useProcess(
  httpExecutor(['node', program('logs.mjs'), '{port}', '{name}'], { name: 'api' }),
)
let attempts = 0

test('is retried', async () => {
  await ask(api.url, `/attempt-${++attempts}`)
  expect('actual').toBe('expected')
})
