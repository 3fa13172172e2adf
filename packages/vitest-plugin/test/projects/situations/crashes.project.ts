import { httpExecutor, outputExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { afterEach, beforeEach, describe, expect, test as base } from 'vitest'
import { crash, crashToDeath, killToDeath, killWhileAsking } from '../crash.js'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const forEver = (): Promise<never> => new Promise(() => undefined)
const test = base.extend({ api: httpExecutor(serves) })

describe('a crash', () => {
  test('while the body waits', async ({ api }) => {
    void crash(api, 7)
    await forEver()
  })
  test('that makes an assertion fail', async ({ api }) => {
    killToDeath(api)
    expect('no answer').toBe('an answer')
  })
  test('that the body does not notice', async ({ api }) => {
    await crashToDeath(api, 7)
  })
  test('with exit code 0', async ({ api }) => {
    void crash(api, 0)
    await forEver()
  })
  test('by a signal', async ({ api }) => {
    process.kill(Number(api.pid), 'SIGKILL')
    await forEver()
  })
})

describe('a crash', () => {
  const silent = outputExecutor(['node', program('never-answers.mjs'), '{port}'], {
    name: 'silent',
    banner: 'ready',
  })
  base.extend({ silent })('that makes the body fail', ({ silent: { host = '', port = 0, pid } }) =>
    killWhileAsking({ host, port, pid }),
  )
})

describe('a crash in a hook', () => {
  const handle = useProcess(httpExecutor(serves, { name: 'api', scope: 'test' }))
  beforeEach(async ({ task }) => {
    if (task.name === 'beforeEach') await crashToDeath(handle, 3)
  })
  afterEach(async ({ task }) => {
    if (task.name === 'afterEach') await crashToDeath(handle, 3)
  })
  base('beforeEach', forEver)
  base('afterEach', () => undefined)
})

describe('a crash at teardown', () => {
  const used = test.extend<{ session: string }>({
    session: async ({ api }, use) => {
      await use('open')
      await crashToDeath(api, 9)
    },
  })
  used('of another fixture', ({ session }) => expect(session).toBe('open'))
})

describe('a crash in scope file', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'shared' }))
  base('in the test that runs', async () => {
    await crash(shared, 4)
    await forEver()
  })
  base('before the tests that follow', () => undefined)
})

describe('a crash between two tests', () => {
  const between = useProcess(httpExecutor(serves, { name: 'between' }))
  base('of which the first passes', () => {
    setTimeout(() => process.kill(Number(between.pid), 'SIGKILL'), 0)
  })
  base('of which the second tells it', forEver)
})

describe.concurrent('a crash in concurrent tests', () => {
  test('in the one whose process it is', async ({ api }) => {
    void crash(api, 5)
    await forEver()
  })
  test('but in no other', async ({ api }) => {
    expect((await fetch(api.url)).status).toBe(200)
  })
})

describe('a crash of a dependency', () => {
  const chained = base.extend({
    db: httpExecutor(serves),
    web: httpExecutor(serves, { env: { DB: '{db.port}' } }),
  })
  chained('fails the test of what depends on it', async ({ db, web }) => {
    void crash(db, 6)
    await fetch(web.url)
    await forEver()
  })
})

describe('a test that fails by itself', () => {
  const logs = ['node', program('logs.mjs'), '{port}', '{name}']
  const logging = base.extend({ api: httpExecutor(logs) })
  logging('shows what its processes printed', async ({ api }) => {
    await fetch(new URL('/orders', api.url))
    expect('actual').toBe('expected')
  })
})

describe.concurrent('a handle of useProcess() with scope test', () => {
  const ambiguous = useProcess(httpExecutor(serves, { name: 'api', scope: 'test' }))
  for (const title of ['in one of two concurrent tests', 'and in the other'])
    base(title, async () => expect((await fetch(ambiguous.url)).status).toBe(200))
})
