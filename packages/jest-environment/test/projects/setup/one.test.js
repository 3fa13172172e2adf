const { ask } = require('../note')

test('one', async () => {
  expect(await ask(api.url)).toBe(String(api.pid))
})
