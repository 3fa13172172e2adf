const assert = require('node:assert')
const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

const use = (name, scope) =>
  useProcess(httpExecutor(['node', program('logs.mjs'), '{port}', '{name}'], { name, scope }))
const shared = use('shared', 'file')

describe('each with a process of its own', () => {
  const api = use('api', 'test')

  test('passes', async () => {
    await ask(api.url, '/unseen')
    await ask(shared.url, '/before')
    await shared.waitForOutput('/before')
  })

  for (const title of ['fails', 'fails at the same line'])
    test(title, async () => {
      await ask(api.url, `/own-${title.length}`)
      await ask(shared.url, `/shared-${title.length}`)
      expect('actual').toBe('expected')
    })

  test('prints much', async () => {
    await ask(api.url, '/lines/100')
    expect('actual').toBe('expected')
  })

  test('times out', async () => {
    await ask(api.url, '/hanging')
    await new Promise(() => undefined)
  }, 500)

  test('throws a string', async () => {
    await ask(api.url, '/stringy')
    throw 'a string'
  })

  test('throws what cannot be changed', async () => {
    await ask(api.url, '/frozen')
    throw Object.freeze(new Error('frozen'))
  })

  test('asserts with node:assert', async () => {
    await ask(api.url, '/asserted')
    assert.strictEqual(1, 2)
  })

  const same = new Error('the same')
  test.each(['one', 'two'])('throws the same error: %s', async (title) => {
    await ask(api.url, `/same-${title}`)
    throw same
  })
})

describe('side by side', () => {
  for (const title of ['one', 'other'])
    test.concurrent(title, async () => {
      await ask(shared.url, `/from-${title}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect('actual').toBe('expected')
    })
})
