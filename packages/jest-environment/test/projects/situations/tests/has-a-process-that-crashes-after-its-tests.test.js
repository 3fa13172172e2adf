const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask } = require('../../note')
const { serves } = require('../fails')

describe('a crash at teardown', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'shared' }))
  afterAll(async () => {
    ask(shared.url, '/exit/9').catch(() => undefined)
    await new Promise(() => undefined)
  })
  test('after tests that pass', () => undefined)
})
