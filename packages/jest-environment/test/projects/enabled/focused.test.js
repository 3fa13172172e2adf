const { useProcess } = require('@mirakuru/jest-environment')
const { ask } = require('../note')

const needed = useProcess('needed')

describe.skip('outer', () => {
  describe.only('inner', () => {
    test('runs in a block that is skipped', async () => {
      expect(await ask(needed.url)).toBe(String(needed.pid))
    })
  })
})
