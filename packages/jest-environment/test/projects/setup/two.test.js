const { ask } = require('../note')

test('two', async () => {
  expect(await ask(api.url)).toBe(String(api.pid))
})
