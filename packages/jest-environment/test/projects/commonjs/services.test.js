const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')

const program = '../../programs/serves.mjs'
const api = useProcess('api')
const own = useProcess(httpExecutor(['node', program, '{port}', 'own'], { name: 'own' }))

beforeAll(async () => {
  expect((await fetch(api.url)).status).toBe(200)
})

test('takes a process from the configuration', async () => {
  expect(await ask(api.url)).toBe(String(api.pid))
  expect(await ask(new URL('/env/SHARED', api.url))).toMatch(/^127\.0\.0\.1:\d+$/)
})

test('declares a process of its own', async () => {
  expect(await ask(own.url)).toBe(String(own.pid))
  await own.restart()
  expect(await own.running()).toBe(true)
  expect((await own.waitForOutput(/ready on (?<port>\d+)/)).groups.port).toBe(String(own.port))
})

describe('a describe block', () => {
  const each = useProcess(
    httpExecutor(['node', program, '{port}', 'each'], { name: 'each', scope: 'test' }),
  )
  const pids = new Set()
  test.each([1, 2])('gives test %i a process', async () => {
    pids.add(each.pid)
    expect(await ask(each.url)).toBe(String(each.pid))
  })
  test('gives every test another', () => {
    expect(pids.add(each.pid).size).toBe(3)
  })
})

async function ask(url) {
  return (await fetch(url)).text()
}
