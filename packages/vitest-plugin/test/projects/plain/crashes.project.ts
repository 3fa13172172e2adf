import { httpExecutor, simpleExecutor, useProcess, type HttpHandle } from '@mirakuru/vitest-plugin'
import { afterEach, beforeEach, describe, expect, test as base } from 'vitest'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const forEver = (): Promise<never> => new Promise(() => undefined)
const crash = async ({ url }: HttpHandle, how: string | number): Promise<void> => {
  await fetch(new URL(`/exit/${how}`, url)).catch(() => undefined)
}

const test = base.extend({
  api: httpExecutor(serves, { name: 'api' }),
  other: httpExecutor(serves, { name: 'other' }),
  careless: httpExecutor(serves, { name: 'careless', onCrash: 'ignore' }),
  daemon: simpleExecutor(['sh', '-c', 'setsid sleep 1000 & sleep 0.1'], { name: 'daemon' }),
})

describe('a crash in the body', () => {
  test('that waits for ever', async ({ api }) => {
    void crash(api, 7)
    await forEver()
  })
  test('that does not notice', async ({ api }) => {
    await crash(api, 7)
  })
  test('that fails because of it', async ({ api }) => {
    await crash(api, 7)
    await fetch(api.url)
  })
  test('with exit code 0', async ({ api }) => {
    void crash(api, 0)
    await forEver()
  })
  test('by a signal', async ({ api }) => {
    process.kill(Number(api.pid), 'SIGKILL')
    await forEver()
  })
  test('of a process that may', async ({ careless }) => {
    await crash(careless, 7)
  })
  test('leaves the next test alone', async ({ api }) => {
    expect((await fetch(api.url)).status).toBe(200)
  })
})

describe('an end that was asked for', () => {
  test('is no crash', async ({ api }) => {
    await api.stop()
    await api.start()
    await api.kill()
    await api.start()
    await api.restart()
    await api.stopped(() => undefined)
    const gone = api.waitFor(async () => !(await api.running()), { timeout: 5_000 })
    void crash(api, 7)
    await gone.catch(() => undefined)
  })
})

describe('a crash in a hook', () => {
  const handle = useProcess(httpExecutor(serves, { name: 'hooked', scope: 'test' }))
  beforeEach(async ({ task }) => {
    if (task.name === 'before the test') await crash(handle, 3)
  })
  afterEach(async ({ task }) => {
    if (task.name === 'after the test') await crash(handle, 3)
  })
  base('before the test', forEver)
  base('after the test', () => undefined)
})

describe('a crash of a process of the file', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'shared' }))
  base('fails the test that runs', async () => {
    await crash(shared, 4)
    await forEver()
  })
  base('and the next one without running it', () => note('never run'))
  base('and the one after that', () => note('never run'))
})

describe('a crash of a process of the file that only a request shows', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'requested' }))
  base('is the cause of its error', async () => {
    await fetch(new URL('/exit/9', shared.url))
  })
})

describe('a crash between two tests', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'between' }))
  base('first', () => {
    setTimeout(() => process.kill(Number(shared.pid), 'SIGKILL'), 0)
  })
  base('is told by the next one', () => new Promise((resolve) => setTimeout(resolve, 100)))
})

describe('a crash of a process that is restarted', () => {
  const shared = useProcess(httpExecutor(serves, { name: 'restarted', onCrash: 'restart' }))
  base('fails the test that runs', async () => {
    await crash(shared, 4)
    await forEver()
  })
  base('and the next one has a new process', async () => {
    expect((await fetch(shared.url)).status).toBe(200)
  })
})

describe('a crash of a process that cannot be restarted', () => {
  const onlyOnce = ['sh', '-c', 'mkdir "$1" && shift && exec "$@"', 'sh', '{tmp}/used', ...serves]
  const shared = useProcess(httpExecutor(onlyOnce, { name: 'once', onCrash: 'restart' }))
  base('fails the test that needs it', async () => {
    await crash(shared, 4)
    await forEver()
  })
  base('and the next one, which leads to where it is declared', () => undefined)
})

describe.concurrent('a crash while tests run side by side', () => {
  test('fails the one whose process it is', async ({ api }) => {
    void crash(api, 5)
    await forEver()
  })
  test('and no other', async ({ other }) => {
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect((await fetch(other.url)).status).toBe(200)
  })
})

const chained = base.extend({
  db: httpExecutor(serves, { name: 'db' }),
  web: httpExecutor(serves, { name: 'web', env: { DB: '{db.port}' } }),
})
chained('a crash of what a process depends on', async ({ db, web }) => {
  void crash(db, 6)
  await fetch(web.url)
  await forEver()
})
