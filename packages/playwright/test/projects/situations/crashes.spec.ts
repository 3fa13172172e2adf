import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { crash, crashToDeath, forever } from '../crash.js'
import { note, program } from '../note.js'
import type { services } from './services.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend(
  processes({
    api: httpExecutor(serves),
    shared: httpExecutor(serves, { scope: 'file' }),
    between: httpExecutor(serves, { scope: 'file' }),
  }),
)
const configured = base.extend(processes<typeof services>())

test.describe('a crash', () => {
  test('while the body waits', async ({ api }) => {
    await crash(api, 7)
    await forever()
  })
  test('that the body does not notice', async ({ api }) => {
    await crashToDeath(api, 7)
  })
  test('with exit code 0', async ({ api }) => {
    await crash(api, 0)
    await forever()
  })
  test('by a signal', async ({ api }) => {
    process.kill(Number(api.pid), 'SIGKILL')
    await forever()
  })
})

test.describe('a crash in a hook', () => {
  test.beforeEach(async ({ api }, { title }) => {
    if (title !== 'beforeEach') return
    await crash(api, 3)
    await forever()
  })
  test.afterEach(async ({ api }, { title }) => {
    if (title !== 'afterEach') return
    await crash(api, 3)
    await forever()
  })
  test('beforeEach', () => note('never run'))
  test('afterEach', () => undefined)
})

test.describe('a crash in scope file', () => {
  test('in the test that runs', async ({ shared }) => {
    await crash(shared, 4)
    await forever()
  })
  test('before the tests that follow', ({ shared }) => note(`never run ${shared.pid}`))
})

test.describe('a crash between two tests', () => {
  test('of which the first passes', ({ between }) => {
    setTimeout(() => process.kill(Number(between.pid), 'SIGKILL'), 0)
  })
  test('of which the second tells it', async ({ between }) => {
    note(`may run ${between.pid}`)
    await forever()
  })
})

configured.describe('a crash in scope run', () => {
  configured('in the test that runs', async ({ api }) => {
    await crash(api, 8)
    await forever()
  })
  configured('before the tests that follow', ({ api }) => note(`never run ${api.pid}`))
})
