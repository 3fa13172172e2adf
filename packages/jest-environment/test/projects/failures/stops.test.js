const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, note, program } = require('../note')

const serve = (name, code, scope) =>
  useProcess(
    httpExecutor(['node', program('serves.mjs'), '{port}', '{name}', code], {
      name,
      scope,
      expectedExitCode: 0,
    }),
  )

describe('test scope', () => {
  const api = serve('tested', '3', 'test')
  test('a process that ends badly', () => void api.port)
  test('a process that is gone on purpose', async () => {
    await api.kill()
  })
})

describe('file scope', () => {
  const api = serve('filed', '4', 'file')
  test('not the last one', () => void api.port)
  test('the last one', () => void api.port)
})

describe('crash', () => {
  const api = serve('crashing', '0', 'test')
  test('crashes it', async () => {
    await expect(ask(api.url, '/exit/7')).rejects.toThrow('fetch failed')
  })
})

let attempts = 0
jest.retryTimes(2)
describe('retried', () => {
  const api = serve('again', '0', 'test')
  const shared = serve('shared', '0', 'file')
  test('retried', () => {
    note(`retried ${api.pid} ${shared.pid}`)
    expect(++attempts).toBe(3)
  })
})
