/**
 * @jest-environment-options {"base": "./own-base.js"}
 */
const { useProcess } = require('@mirakuru/jest-environment')

const api = useProcess('api')

test('own base', () => {
  expect(ofOwnBase).toBe('yes')
  expect(eventsOfOwnBase).toContain('test_start')
  expect(api.port).toBeGreaterThan(0)
})
