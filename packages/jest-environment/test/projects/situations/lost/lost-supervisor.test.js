const { readFileSync } = require('node:fs')
const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../../note')

describe('a supervisor that is killed', () => {
  const serves = ['node', program('serves.mjs'), '{port}']
  const api = useProcess(httpExecutor(serves, { name: 'api', scope: 'test' }))
  test('while a test runs', async () => {
    process.kill(findParent(api.pid), 'SIGKILL')
    await api.running()
    await new Promise(() => undefined)
  })
  test('before the tests that follow', async () => {
    await ask(api.url)
  })
})

function findParent(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
