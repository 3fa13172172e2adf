const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

describe('a crash after all tests', () => {
  const last = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'last' }))
  afterAll(async () => {
    ask(last.url, '/exit/9').catch(() => undefined)
    await new Promise(() => undefined)
  })
  test('passes before', () => undefined)
})
