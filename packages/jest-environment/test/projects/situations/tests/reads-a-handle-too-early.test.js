const { tcpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { serves } = require('../fails')

const api = useProcess(tcpExecutor(serves, { name: 'api' }))
const address = `127.0.0.1:${api.port}`

test('is not collected', () => {
  throw new Error(`${address} is known after all`)
})
