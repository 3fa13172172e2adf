/**
 * @jest-environment-options {"processes": {"extra": {"executor": "http", "command": "node <rootDir>/../../programs/serves.mjs {port}", "scope": "file", "env": {"API": "{api.port}"}}, "late": {"executor": "tcp", "command": "node ../../programs/serves.mjs {port}"}}}
 */
const { useProcess } = require('@mirakuru/jest-environment')
const { ask } = require('../note')

const api = useProcess('api')
const extra = useProcess('extra')
const late = useProcess('late')

test('a docblock adds to the processes of the project, and replaces single ones', async () => {
  expect(await ask(extra.url, '/env/API')).toBe(String(api.port))
  expect(await ask(`http://127.0.0.1:${late.port}`)).toBe(String(late.pid))
  expect(typeof processes).toBe('undefined')
})
