const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { program } = require('../note')

const api = useProcess('api')

describe('a block', () => {
  const own = useProcess(
    httpExecutor(['node', program('serves.mjs'), '{port}', '{name}'], {
      name: 'own',
      scope: 'test',
      env: { PASSWORD: 'hunter2' },
    }),
  )

  test('has a process', () => expect(own.pid).not.toBe(api.pid))

  test('has a process that crashes', async () => {
    await fetch(`${own.url}exit/3`).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 10_000).unref())
  })
})

test('has that of the run', () => expect(api.pid).toBeGreaterThan(0))

test.skip('is skipped', () => undefined)
