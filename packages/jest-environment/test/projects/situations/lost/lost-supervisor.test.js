const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../../note')

const { killSupervisor } = require(program('crashes.cjs'))

describe('a supervisor that is killed', () => {
  const serves = ['node', program('serves.mjs'), '{port}']
  const api = useProcess(httpExecutor(serves, { name: 'api', scope: 'test' }))
  test('while a test runs', async () => {
    killSupervisor(api)
    await api.running()
    await new Promise(() => undefined)
  })
  test('before the tests that follow', async () => {
    await ask(api.url)
  })
})
