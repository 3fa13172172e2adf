import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { outputExecutor, simpleExecutor } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { expectDeath, identityOf, lives } from '../support/processes.js'

beforeAll(beOwnRun)
afterEach(() => vi.unstubAllEnvs())

describe('A process of scope "run"', () => {
  test('is started once, however many clients want it at once', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const held = Array.from({ length: 8 }, () => holdOne(useClient(), db))
    await Promise.all(held.map((each) => each.start()))
    expect(new Set(held.map(({ pid }) => pid)).size).toBe(1)
    expect(diary.read()).toEqual(['db started'])
  })

  test('passes its healthcheck once, however many clients want it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const healthcheck = ['sh', '-c', `echo checked >>${diary.file}`]
    const shared = diary.declare('db', { scope: 'run', healthcheck })
    const clients = [useClient(), useClient(), useClient(), useClient()]
    await Promise.all(clients.map((client) => holdOne(client, shared).start()))
    for (const client of clients) await holdOne(client, shared).start()
    expect(diary.read()).toEqual(['db started', 'checked'])
  })

  test('that crashes while one client waits for it is a crash to the others', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const [waiting, other] = [holdOne(useClient(), db), holdOne(useClient(), db)]
    await waiting.start()
    const { pid } = await other.start()
    const wait = rejectionOf(waiting.waitForOutput('never said'))
    await waiting.waitForOutput('ready') // so that the supervisor knows of the wait
    process.kill(identityOf(pid).pid, 'SIGKILL')
    expect(await wait).toMatchObject({ code: 'ERR_PROCESS_EXITED', signal: 'SIGKILL' })
    await eventually({ what: 'news of the crash' }, () => other.crash !== undefined)
    expect(waiting.crash).toBeUndefined()
  })

  test('that crashes is described with the folder it ran in', async () => {
    endRunAfterTest()
    const cwd = await makeFolder()
    const server = simpleExecutor('sleep 1000', { cwd, scope: 'run' })
    const held = await holdOne(useClient(), server).start()
    process.kill(identityOf(held.pid).pid, 'SIGKILL')
    const crash = await eventually({ what: 'news of the crash' }, () => held.crash)
    expect(crash?.message).toContain(`command: sleep 1000   (cwd ${cwd})`)
  })

  test('lives on when nobody holds it, until it is retired', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const first = await holdOne(useClient(), db).start()
    const second = await holdOne(useClient(), db).start()
    const identity = identityOf(first.pid)
    await first.release()
    await second.release()
    const third = await holdOne(useClient(), db).start()
    expect(third.pid).toBe(identity.pid)
    await third.retire()
    await expectDeath(identity)
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })

  test('is not retired while somebody else holds it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const first = await holdOne(useClient(), db).start()
    const second = await holdOne(useClient(), db).start()
    await first.retire()
    expect(await second.running()).toBe(true)
    await second.retire()
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })

  test('tells all who hold it what its output says after one of them has restarted it', async () => {
    endRunAfterTest()
    const told = outputExecutor(['sh', '-c', 'echo "I am $$"; exec sleep 1000'], {
      scope: 'run',
      banner: /I am (?<self>\d+)/,
    })
    const one = await holdOne(useClient(), told).start()
    const other = await holdOne(useClient(), told).start()
    await one.restart()
    const seen = (): unknown => ({ pid: other.pid, captures: other.captures })
    await eventually({ what: 'the news' }, seen, () => other.captures['self'] === `${one.pid}`)
    expect(other.pid).toBe(one.pid)
  })

  test('is another where anything of the declaration differs', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const one = diary.declare('db', { scope: 'run' })
    const other = diary.declare('db', { scope: 'run', stopTimeout: 9_999 })
    const client = useClient()
    const held = [holdOne(client, one), holdOne(client, other), holdOne(client, { ...one })]
    await Promise.all(held.map((each) => each.start()))
    expect(held[1]?.pid).not.toBe(held[0]?.pid)
    expect(held[2]?.pid).toBe(held[0]?.pid)
  })

  test('does not see in its environment which worker was the first to want it', async () => {
    endRunAfterTest()
    vi.stubEnv('VITEST_POOL_ID', '7')
    const subject = simpleExecutor(fixture('prints-its-situation'), { scope: 'run' })
    const held = await holdOne(useClient(), subject).start()
    const [line] = await held.waitForOutput(/^\{.*\}$/m)
    const { env } = JSON.parse(line) as { env: Record<string, string> }
    expect(env).not.toHaveProperty('VITEST_POOL_ID')
    expect(env).not.toHaveProperty('VITEST_WORKER_ID')
    expect(env['PATH']).toBe(process.env['PATH'])
  })
})

describe('A process of scope "worker"', () => {
  test('is one for each pool slot, and lives as long as the run', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'worker', words: ['in {worker}'] })
    const startIn = async (slot: string): Promise<number | undefined> => {
      vi.stubEnv('VITEST_POOL_ID', slot)
      const client = useClient()
      const { pid } = await holdOne(client, db).start()
      await client.close()
      return pid
    }
    const pids = [await startIn('1'), await startIn('2'), await startIn('1')]
    expect(pids[1]).not.toBe(pids[0])
    expect(pids[2]).toBe(pids[0])
    expect(diary.read()).toEqual(['db started in 1', 'db started in 2'])
    expect(pids.map((pid) => lives(identityOf(pid)))).toEqual([true, true, true])
  })
})

describe.each(['test', 'file'] as const)('A process of scope "%s"', (scope) => {
  test(`is shared by requests for the same ${scope} only`, async () => {
    const diary = await makeDiary()
    const db = diary.declare('db', { scope })
    const client = useClient()
    const held = [
      holdOne(client, db, { [scope]: 'one' }),
      holdOne(client, db, { [scope]: 'one' }),
      holdOne(client, db, { [scope]: 'another' }),
      holdOne(useClient(), db, { [scope]: 'one' }), // of another client
    ]
    await Promise.all(held.map((each) => each.start()))
    const [first, second, ...others] = held.map(({ pid }) => pid)
    expect(second).toBe(first)
    expect(new Set([first, ...others]).size).toBe(3)
    expect(diary.read()).toEqual(['db started', 'db started', 'db started'])
  })

  test('is stopped by the last release, which waits for that', async () => {
    const diary = await makeDiary()
    const db = diary.declare('db', { scope })
    const client = useClient()
    const first = await holdOne(client, db).start()
    const second = await holdOne(client, db).start()
    const identity = identityOf(first.pid)
    await first.release()
    expect(await second.running()).toBe(true)
    await second.release()
    await expectDeath(identity)
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })

  test('has the environment of its client, and not that of the supervisor', async () => {
    await useClient().connect()
    vi.stubEnv('ONLY_HERE', 'yes')
    const client = useClient()
    const subject = simpleExecutor(fixture('prints-its-situation'), { scope })
    const held = await holdOne(client, subject).start()
    expect(environmentOf(held.pid)).toContain('ONLY_HERE=yes')
  })
})

test('A process is called by its key in the block, unless it has a name', async () => {
  const client = useClient()
  const processes = {
    cache: simpleExecutor('sleep 1000'),
    store: simpleExecutor('sleep 1000', { name: 'the store' }),
  }
  const cache = await hold(client, { processes, name: 'cache' }).start()
  const store = await hold(client, { processes, name: 'store' }).start()
  expect(String(cache)).toBe('"cache" (sleep 1000)')
  expect(String(store)).toBe('"the store" (sleep 1000)')
})

function environmentOf(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
}
