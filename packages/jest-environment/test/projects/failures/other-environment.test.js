/** @jest-environment node */
const { tcpExecutor, useProcess } = require('@mirakuru/jest-environment')

test('useProcess() elsewhere', () => {
  useProcess('api')
})

test('tcpExecutor() elsewhere', () => {
  tcpExecutor('redis-server')
})
