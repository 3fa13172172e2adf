import { afterEach, beforeEach, describe, test } from 'node:test'
import { httpExecutor, startProcess, useProcess } from '@mirakuru/node-test'
import { note, programs } from '../note.mjs'

const { default: crashes } = await import(`${programs}/crashes.cjs`)
const { crash, crashToDeath } = crashes

const serves = ['node', `${programs}/serves.mjs`, '{port}']
const startOwn = (t) => startProcess(t, httpExecutor(serves, { name: 'api' }))
const share = (name) => useProcess(httpExecutor(serves, { name }))

describe('a crash', () => {
  test('while the body waits', async (t) => {
    await crash(await startOwn(t), 7)
    await forEver(t)
  })
  test('that the body does not notice', async (t) => {
    await crashToDeath(await startOwn(t), 7)
  })
  test('with exit code 0', async (t) => {
    await crash(await startOwn(t), 0)
    await forEver(t)
  })
  test('by a signal', async (t) => {
    process.kill((await startOwn(t)).pid, 'SIGKILL')
    await forEver(t)
  })
})

describe('a crash in a hook', () => {
  const api = useProcess(httpExecutor(serves, { name: 'api', scope: 'test' }))
  beforeEach(async ({ name }) => {
    if (name === 'beforeEach') await crashToDeath(api, 3)
  })
  afterEach(async ({ name }) => {
    if (name === 'afterEach') await crashToDeath(api, 3)
  })
  test('beforeEach', forEver)
  test('afterEach', () => undefined)
})

describe('a crash in scope file', () => {
  const shared = share('shared')
  test('in the test that runs', async (t) => {
    await crash(shared, 4)
    await forEver(t)
  })
  test('before the tests that follow', () => note('never'))
})

describe('a crash between two tests', () => {
  const between = share('between')
  test('of which the first passes', () => {
    setTimeout(() => process.kill(between.pid, 'SIGKILL'), 0)
  })
  test('of which the second tells it', forEver)
})

describe('a crash in scope run', () => {
  const api = useProcess('api')
  test('in the test that runs', async (t) => {
    await crash(api, 8)
    await forEver(t)
  })
  test('before the tests that follow', () => note('never'))
})

/** Node ends a test in which nothing is left to wait for. */
function forEver({ signal }) {
  const timer = setInterval(() => undefined, 1e6)
  signal.addEventListener('abort', () => clearInterval(timer))
  return new Promise(() => undefined)
}
