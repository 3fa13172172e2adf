const { useProcess } = require('@mirakuru/jest-environment')
const { ask, note } = require('../note')

const api = useProcess('api')

test('two', async () => {
  note('two ran')
  expect(await ask(api.url)).toBe(String(api.pid))
  expect(process.env.FAIL).toBeUndefined()
})
