const { execFileSync } = require('node:child_process')
const { httpExecutor, tcpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { fails, node } = require('../fails')

fails('a process that cannot be started', 'because what it depends on does not start', 'web')

describe('a process that cannot be started', () => {
  const port = findFreePort()
  const options = { port: Number(port) }
  useProcess(tcpExecutor(node('listens-at.mjs', port), { name: 'stranger', ...options }))
  describe('because somebody else has its port', () => {
    useProcess(httpExecutor(node('serves.mjs', port), { name: 'api', ...options }))
    test('is told', () => {
      throw new Error('both are ready')
    })
  })
})

function findFreePort() {
  const script =
    'const server = net.createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close() })'
  return execFileSync('node', ['-e', script], { encoding: 'utf8' }).trim()
}
