const { useProcess } = require('@mirakuru/jest-environment')

const api = useProcess('api')

test('a test that needs a process of it', () => {
  throw new Error(`${api.name} is ready after all`)
})
