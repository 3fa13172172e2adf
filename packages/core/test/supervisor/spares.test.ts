import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { joinAsOnlooker } from '../../src/command-line/onlooker.js'
import { httpExecutor, tcpExecutor, type Declaration } from '../../src/declaration.js'
import { findRendezvous } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf, lives } from '../support/processes.js'
import { findOfThisRun } from '../support/supervisors.js'

beforeAll(beOwnRun)

const inTest = (name: string): { test: string } => ({ test: name })
const inFile = (file: string): { test: string; file: string } => ({ test: `test of ${file}`, file })

/** Waits until so many have been started, spares included. */
async function expectStarted(diary: Diary, name: string, count: number): Promise<void> {
  const started = (): number => diary.read().filter((line) => line === `${name} started`).length
  await eventually({ what: `${count} starts of ${name}` }, started, (seen) => seen === count)
}

function countProcesses(): number {
  return findOfThisRun().length
}

describe('A spare', () => {
  test('is started after the first use, and taken by the next', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { spares: 1 })
    const client = useClient()
    await client.connect()
    const before = countProcesses()
    const first = await holdOne(client, db, inTest('1')).start()
    await expectStarted(diary, 'db', 2)
    const second = await holdOne(client, db, inTest('2')).start()
    expect(second.pid).not.toBe(first.pid)
    await expectStarted(diary, 'db', 3)
    expect(diary.read()).toEqual(['db started', 'db started', 'db started'])
    expect(countProcesses()).toBeGreaterThanOrEqual(before + 3)
  })

  test('has a port and a folder of its own', async () => {
    endRunAfterTest()
    const server = tcpExecutor(fixture('listens-late', '{port}'), {
      env: { SCRATCH: '{tmp}' },
      spares: 2,
    })
    const client = useClient()
    const held = []
    for (const each of ['1', '2', '3', '4'])
      held.push(await holdOne(client, server, inTest(each)).start())
    expect(new Set(held.map(({ port }) => port)).size).toBe(4)
    expect(new Set(held.map(({ tmp }) => tmp)).size).toBe(4)
    expect(new Set(held.map(({ pid }) => pid)).size).toBe(4)
  })

  test('is not started while somebody waits for a process', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { spares: 1 })
    const slow = diary.declare('slow', { gate: diary.gate })
    const client = useClient()
    const waiting = holdOne(client, slow, inTest('1')).start()
    await diary.says('slow started')
    await holdOne(client, db, inTest('1')).start()
    await holdOne(client, db, inTest('2')).start()
    expect(diary.read()).toEqual(['slow started', 'db started', 'db started'])
    await diary.openGate()
    await waiting
    await expectStarted(diary, 'db', 3)
  })

  test('that still starts is waited for by whoever takes it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    await diary.openGate()
    const db = diary.declare('db', { gate: diary.gate, spares: 1 })
    const client = useClient()
    await holdOne(client, db, inTest('1')).start()
    await expectStarted(diary, 'db', 2)
    const second = await holdOne(client, db, inTest('2')).start()
    expect(await second.running()).toBe(true)
  })

  test.each([
    ['died', 'SIGKILL', tcpExecutor(fixture('listens-late', '{port}'), { spares: 1 })],
    ['hangs', 'SIGSTOP', httpExecutor(fixture('listens-http', '{port}'), { spares: 1 })],
  ] as const)('that %s is replaced, not handed out', async (_what, signal, server) => {
    endRunAfterTest()
    const client = useClient()
    const first = await holdOne(client, server, inTest('1')).start()
    const spare = await findSpare(first.pid)
    const log = await client.connect()
    const isReady = (): boolean => readFileSync(log, 'utf8').includes(`ready, pid ${spare.pid}`)
    await eventually({ what: 'the spare to be ready' }, isReady)
    process.kill(spare.pid, signal)
    if (signal === 'SIGKILL') await expectDeath(spare, 8_000)
    const second = await holdOne(client, server, inTest('2')).start()
    expect(second.pid).not.toBe(spare.pid)
    expect(await second.running()).toBe(true)
    await expectDeath(spare, 8_000)
  })

  test('that cannot be started is no error of anybody, and there are no others', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    // The second one finds the folder of the first.
    const db = tcpExecutor(
      `sh -c 'mkdir ${diary.folder}/only && exec "$@"' sh ${fixture('listens-late', '{port}').join(' ')}`,
      { spares: 1 },
    )
    const client = useClient()
    const first = await holdOne(client, db, inTest('1')).start()
    expect(await first.running()).toBe(true)
    const error = await rejectionOf(holdOne(client, db, inTest('2')).start())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  })

  test('comes with those that it depends on', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      shared: diary.declare('shared', { scope: 'run' }),
      db: diary.declare('db', { words: ['{tmp}'] }),
      api: diary.declare('api', { words: ['{shared.name} {db.tmp}'], spares: 1 }),
    }
    const client = useClient()
    const tmps = []
    for (const each of ['1', '2']) {
      const units = inTest(each)
      // As fixtures of Vitest do: first what it depends on, then itself.
      const db = await hold(client, { processes, name: 'db', units }).start()
      const { shared: _shared, db: _db, ...own } = processes
      const shared = await hold(client, { processes, name: 'shared', units }).start()
      const api = hold(client, { processes: own, name: 'api', units, bound: { db, shared } })
      await api.start()
      tmps.push(db.tmp)
      const written = (): number =>
        diary.read().filter((line) => line.startsWith('api started')).length
      await eventually({ what: 'a spare of api' }, written, (seen) => seen === tmps.length + 1)
    }
    const lines = diary.read()
    for (const tmp of tmps) expect(lines).toContain(`api started shared ${tmp}`)
    expect(lines.filter((line) => line.startsWith('db started'))).toHaveLength(3)
    expect(lines.filter((line) => line === 'shared started')).toHaveLength(1)
  })

  test('that was started for one that is taken alone ends with it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db'),
      api: diary.declare('api', { words: ['{db.name}'], spares: 1 }),
    }
    const client = useClient()
    await hold(client, { processes, name: 'api', units: inTest('1') }).start()
    await expectReady(4)
    const db = await hold(client, { processes, name: 'db', units: inTest('2') }).start()
    await db.release()
    expect(diary.read().filter((line) => line.endsWith('stopped'))).toEqual([
      'api stopped',
      'db stopped',
    ])
  })

  test('serves the next file, and others than its own do not get it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'file', spares: 1 })
    const [first, second] = [useClient(), useClient()]
    await holdOne(first, db, inFile('a')).start()
    await expectStarted(diary, 'db', 2)
    await first.close()
    await diary.says('db stopped')
    await holdOne(second, db, inFile('b')).start()
    await expectStarted(diary, 'db', 3)
    const other = { ...db, env: { OTHER: 'yes' } } as Declaration
    await holdOne(second, other, inFile('b')).start()
    await expectStarted(diary, 'db', 5)
  })

  test('comes with those that it depends on also when those of an earlier file have ended', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'file' }),
      api: diary.declare('api', { scope: 'file', env: { DB: '{db.name}' }, spares: 1 }),
    }
    const client = useClient()
    await hold(client, { processes, name: 'db', units: inFile('a') }).start()
    const api = await hold(client, { processes, name: 'api', units: inFile('a') }).start()
    await expectStarted(diary, 'api', 2)
    await holdOne(client, diary.declare('other'), inFile('b')).start()
    await diary.says('db stopped') // the spare: the one that is held lives on
    await api.release()
    await api.start()
    await expectStarted(diary, 'api', 4)
    const before = findOfThisRun().map(({ pid }) => pid)
    const next = await hold(client, { processes, name: 'api', units: inFile('c') }).start()
    expect(before).toContain(next.pid)
  })

  test('ends when the environment that it was started for has changed twice', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { spares: 1 })
    const client = useClient()
    afterTest(() => delete process.env['CHANGES'])
    for (let turn = 1; turn <= 6; turn++) {
      process.env['CHANGES'] = String(turn)
      const held = await holdOne(client, db, inTest(String(turn))).start()
      await expectStarted(diary, 'db', 2 * turn)
      await held.release()
    }
    await expectReady(2)
    process.env['CHANGES'] = '5'
    await holdOne(client, db, inTest('one that takes turns')).start()
    await expectStarted(diary, 'db', 13) // a new spare in place of the one that was taken
  })

  test('is gone when the run is, and its end is no error', async () => {
    const diary = await makeDiary()
    const root = useClient('root')
    const db = diary.declare('db', { spares: 3 })
    const { pid } = await holdOne(root, db, inTest('1')).start()
    await expectReady(4)
    const all = findOfThisRun().map(({ pid: each }) => identityOf(each))
    expect(all.map((each) => each.pid)).toContain(pid)
    await root.endRun()
    expect(all.filter(lives)).toEqual([])
    expect(diary.read().filter((line) => line === 'db stopped')).toHaveLength(4)
  })
})

/** Waits until so many are ready: one that has begun is killed in the middle of its start, and cannot say so. */
async function expectReady(count: number): Promise<void> {
  const link = await joinAsOnlooker(findRendezvous())
  await eventually(
    { what: 'readiness' },
    async () => (await link?.remote.look())?.processes.map(({ state }) => state),
    (states) => states?.filter((state) => state === 'ready').length === count,
  )
  link?.close()
}

/** The process of the same command as the one that is held. */
async function findSpare(held: number | undefined): Promise<ReturnType<typeof identityOf>> {
  const [found] = await eventually(
    { what: 'a spare' },
    () =>
      findOfThisRun().filter(({ pid, command }) => pid !== held && command.includes('/listens-')),
    (seen) => seen.length === 1,
  )
  return identityOf(found?.pid)
}

test.each([
  [
    { scope: 'run' },
    'there is only one process of scope "run", so a spare would never be used; give it scope "test" or "file"',
  ],
  [{ port: 4711 }, 'a spare cannot have port 4711 as well; use {port} instead'],
] as const)('Spares of what cannot have any are refused: %j', async (options, message) => {
  endRunAfterTest()
  const refused: object = { ...options, spares: 1 }
  const db = tcpExecutor('db', refused)
  const error = await rejectionOf(holdOne(useClient(), db).start())
  expect(error).toMatchObject({ problems: [{ path: 'subject.spares', message }] })
})
