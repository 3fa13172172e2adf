const { execFileSync } = require('node:child_process')
const {
  httpExecutor,
  simpleExecutor,
  tcpExecutor,
  useProcess,
} = require('@mirakuru/jest-environment')
const { program } = require('../../note')
const { fails, node } = require('../fails')

const cannot = (title, declaration) => fails('a process that cannot be started', title, declaration)

cannot('because there is no such program', simpleExecutor('no-such-program --verbose'))
cannot('because it is not executable', simpleExecutor([program('serves.mjs'), '{port}']))
cannot('because its folder is missing', simpleExecutor('sleep 1', { cwd: '/no/such/folder' }))
cannot('because its folder is a file', simpleExecutor('sleep 1', { cwd: '/etc/hostname' }))
cannot('because what it depends on does not start', 'web')

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
