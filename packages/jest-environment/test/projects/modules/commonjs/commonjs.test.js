const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../../note')

const own = useProcess('own-commonjs')
const each = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: 'test' }))

test('commonjs', async () => {
  expect(await ask(own.url)).toBe(String(own.pid))
  expect(await ask(own.url, '/env/ROOT')).toBe(__dirname)
  expect(await ask(each.url)).toBe(String(each.pid))
})

test('commonjs once more', async () => {
  await own.restart()
  expect((await own.waitForOutput(/ready on (?<port>\d+)/)).groups.port).toBe(String(own.port))
  expect(await own.running()).toBe(true)
})
