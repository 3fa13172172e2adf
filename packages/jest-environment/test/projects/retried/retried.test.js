const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

jest.retryTimes(1, { logErrorsBeforeRetry: true })
const api = useProcess(
  httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'retried', scope: 'test' }),
)
let attempts = 0

test('crashes in its first attempt', async () => {
  if (++attempts > 1) return
  ask(api.url, '/exit/2').catch(() => undefined)
  await new Promise(() => undefined)
})
