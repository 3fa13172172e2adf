const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { answer } = require('./dependency')

const api = useProcess(httpExecutor(['node', '../../programs/serves.mjs', '{port}']))

test('has a process, and mocks beside it', async () => {
  expect(answer()).toBeUndefined()
  expect((await fetch(api.url)).status).toBe(200)
})
