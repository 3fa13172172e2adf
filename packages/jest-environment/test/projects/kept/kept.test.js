const { useProcess } = require('@mirakuru/jest-environment')
const { ask, note } = require('../note')

const db = useProcess('db')
const api = useProcess('api')

test('is used', async () => {
  expect(await ask(db.url)).toBe(String(db.pid))
  note(`db ${db.pid}`)
  note(`api ${api.pid}`)
})
