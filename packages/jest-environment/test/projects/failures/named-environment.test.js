/** @jest-environment @mirakuru/jest-environment */
const { useProcess } = require('@mirakuru/jest-environment')

const api = useProcess('api')

test('the environment of a docblock', () => {
  expect(api.port).toBeGreaterThan(0)
})
