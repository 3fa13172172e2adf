/** @jest-environment node */
const { useProcess } = require('@mirakuru/jest-environment')

const api = useProcess('api')

test('is not collected', () => {
  throw new Error(`${api.name} is ready after all`)
})
