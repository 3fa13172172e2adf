/**
 * @jest-environment-options {"processes": {"extra": {"executor": "http", "command": "node ../../programs/serves.mjs {port}", "env": {"API": "{api.port}"}}}}
 */
const { useProcess } = require('@mirakuru/jest-environment')
const { ask } = require('../note')

const api = useProcess('api')
const extra = useProcess('extra')

test('two', async () => {
  expect(await ask(api.url, '/env/PROJECT')).toBe('two')
  expect(await ask(extra.url, '/env/API')).toBe(String(api.port))
})
