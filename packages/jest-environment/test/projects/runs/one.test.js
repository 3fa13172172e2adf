const { useProcess } = require('@mirakuru/jest-environment')
const { ask, note } = require('../note')

const api = useProcess('api')

test('one', async () => {
  note('one ran')
  expect(await ask(api.url)).toBe(String(api.pid))
  expect(process.env.FAIL).toBeUndefined()
})
