/**
 * @jest-environment-options {"base": "jsdom"}
 */
const { useProcess } = require('@mirakuru/jest-environment')

const api = useProcess('api')

test('jsdom', () => {
  document.body.innerHTML = `<a href="${api.url}">api</a>`
  expect(document.querySelector('a').port).toBe(String(api.port))
  expect(typeof base).toBe('undefined')
})
