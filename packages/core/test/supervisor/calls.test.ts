import { beforeAll, describe, expect, test } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import { ProcessCrashedError } from '../../src/errors/index.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { withoutPage } from '../support/pages.js'

beforeAll(beOwnRun)

describe('A shared process that crashed', () => {
  test('is an error for who wants it next, until a holder starts it again', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const first = await holdOne(useClient(), db).start()
    const before = identityOf(first.pid)
    process.kill(before.pid, 'SIGKILL')
    await eventually({ what: 'the crash to be told' }, () => first.exit)
    expect(first.pid).toBeUndefined()
    const error = await rejectionOf<ProcessCrashedError>(holdOne(useClient(), db).start())
    expect(error).toBeInstanceOf(ProcessCrashedError)
    expect(error).toMatchObject({ exitCode: null, signal: 'SIGKILL', log: 'ready\n' })
    expect(error.message).toContain('"subject" was killed unexpectedly by SIGKILL')
    await first.start()
    const second = await holdOne(useClient(), db).start()
    expect(second.pid).toBe(first.pid)
    expect(second.pid).not.toBe(before.pid)
  })

  test.each([
    ['restart', (held: HeldProcess) => held.restart()],
    ['stopped', (held: HeldProcess) => held.stopped(() => undefined)],
  ] as const)(
    'is started again by %s(), and its next crash is told as well',
    async (_call, run) => {
      const diary = await makeDiary()
      const held = await holdOne(useClient(), diary.declare('db')).start()
      process.kill(identityOf(held.pid).pid, 'SIGKILL')
      await eventually({ what: 'the crash to be told' }, () => held.crash)
      await held.acknowledgeCrash()
      await run(held)
      expect(held.crash).toBeUndefined()
      process.kill(identityOf(held.pid).pid, 'SIGKILL')
      await eventually({ what: 'the second crash to be told', within: 8_000 }, () => held.crash)
      const error = await rejectionOf<ProcessCrashedError>(held.release())
      expect(error).toBeInstanceOf(ProcessCrashedError)
    },
  )

  test('is an error for a process that names it', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'run' }),
      api: diary.declare('api', { words: ['with {db.name}'] }),
    }
    const client = useClient()
    const db = await hold(client, { processes, name: 'db' }).start()
    process.kill(identityOf(db.pid).pid, 'SIGKILL')
    await eventually({ what: 'the crash to be told' }, () => db.exit)
    const api = hold(client, { processes, name: 'api' })
    await expect(api.start()).rejects.toThrow(ProcessCrashedError)
    expect(diary.read()).toEqual(['db started'])
  })
})

describe('A shared process that was stopped by hand', () => {
  test('is started again for who wants it next', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const first = await holdOne(useClient(), db).start()
    const before = identityOf(first.pid)
    await first.stop()
    await expectDeath(before)
    const second = await holdOne(useClient(), db).start()
    expect(await second.running()).toBe(true)
    expect(await first.running()).toBe(true)
    expect(first.pid).toBe(second.pid)
    expect(diary.read()).toEqual(['db started', 'db stopped', 'db started'])
  })

  test('is started again by who had stopped it', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    await held.stop()
    expect(held.pid).toBeUndefined()
    expect(held.exit).toEqual({ code: 0, signal: null, forced: false })
    await held.start()
    expect(await held.running()).toBe(true)
    expect(held.exit).toBeUndefined()
    expect(diary.read()).toEqual(['db started', 'db stopped', 'db started'])
  })

  test('tells everybody who holds it', async () => {
    const diary = await makeDiary()
    const db = diary.declare('db')
    const client = useClient()
    const first = await holdOne(client, db).start()
    const second = await holdOne(client, db).start()
    await first.stop()
    await eventually({ what: 'the end to be told' }, () => second.exit)
    expect(second.pid).toBeUndefined()
    await first.start()
    await eventually({ what: 'the start to be told' }, () => second.pid)
    expect(second.pid).toBe(first.pid)
  })
})

describe('A start that was given up', () => {
  test.each(['file', 'run'] as const)('is in no way of the next one, scope %s', async (scope) => {
    endRunAfterTest()
    const held = holdOne(useClient(), (await makeDiary()).declare('db', { scope }))
    for (const end of ['stop', 'kill'] as const) {
      const given = rejectionOf(held.start())
      await held[end]()
      await held.start()
      expect(await held.running()).toBe(true)
      expect((await given).message).toContain('it was stopped while it was starting')
      await held.stop()
    }
  })
})

describe('HeldProcess.stopped()', () => {
  test('runs the function in the client while nobody has the process', async () => {
    const diary = await makeDiary()
    const db = diary.declare('db')
    const client = useClient()
    const held = await holdOne(client, db).start()
    const other = await holdOne(client, db).start()
    const before = identityOf(held.pid)
    const value = await held.stopped(async () => {
      await expectDeath(before)
      expect(await other.running()).toBe(false)
      return { of: 'the function', when: new Date(0) } // it does not cross the wire
    })
    expect(value).toEqual({ of: 'the function', when: new Date(0) })
    expect(await other.running()).toBe(true)
    expect(other.pid).toBe(held.pid)
    expect(diary.read()).toEqual(['db started', 'db stopped', 'db started'])
  })

  test('runs one function at a time, however many wait for it', async () => {
    endRunAfterTest()
    const db = (await makeDiary()).declare('db', { scope: 'run' })
    const clients = [useClient(), useClient(), useClient(), useClient()]
    const all = await Promise.all(clients.map((client) => holdOne(client, db).start()))
    const under = new Set<HeldProcess>()
    const seen: number[] = []
    const runOne = (held: HeldProcess): Promise<void> =>
      held.stopped(async () => {
        under.add(held)
        seen.push(under.size)
        expect(await held.running()).toBe(false)
        under.delete(held)
      })
    await Promise.all(all.map(runOne))
    expect(seen).toEqual([1, 1, 1, 1])
    expect(await all[0]?.running()).toBe(true)
  })

  test('lets nobody else start the process before the function is over', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'run' }),
      api: diary.declare('api', { words: ['{db.name}'] }),
    }
    const [one, other] = [useClient(), useClient()]
    const held = await hold(one, { processes, name: 'db' }).start()
    const theirs = await hold(other, { processes, name: 'db' }).start()
    const later = hold(other, { processes, name: 'db' })
    const api = hold(other, { processes, name: 'api' })
    let waiting: Promise<unknown>[] = []
    await held.stopped(async () => {
      waiting = [theirs.start(), theirs.restart(), later.start(), api.start()]
      // Both are taken in turn: what was sent before has been looked at when this one is answered.
      await theirs.log()
      expect(await held.running()).toBe(false)
    })
    expect(diary.read().slice(0, 3)).toEqual(['db started', 'db stopped', 'db started'])
    await Promise.all(waiting)
    expect(await later.running()).toBe(true)
    await api.release()
  })

  test('lets its own function start the process, and what refers to it', async () => {
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db'),
      api: diary.declare('api', { words: ['{db.name}'] }),
    }
    const client = useClient()
    const db = await hold(client, { processes, name: 'db' }).start()
    const api = hold(client, { processes, name: 'api' })
    await db.stopped(() => inTime({ what: 'the start of api' }, api.start()))
    expect(diary.read()).toEqual(['db started', 'db stopped', 'db started', 'api started db'])
  })

  test('is why another client has to wait too long', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run' })
    const held = await holdOne(useClient(), db).start()
    await held.stopped(async () => {
      const error = await rejectionOf(holdOne(useClient(), db).start({ limit: 100 }))
      expect(withoutPage(error.message)).toBe(
        'Cannot start "subject": it is stopped until the function that was passed to stopped() ends',
      )
    })
  })

  test('throws what the function threw, the very same', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    const fault = new TypeError('fault of the test')
    const stopped = held.stopped(() => {
      throw fault
    })
    expect(await rejectionOf(stopped)).toBe(fault)
    expect(await held.running()).toBe(true)
  })

  test('throws what the function threw together with what the start throws that fails afterwards', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    const fault = new TypeError('fault of the test')
    const stopped = held.stopped(async () => {
      await held.stop()
      throw fault
    })
    const error = await rejectionOf<AggregateError>(stopped)
    expect(error.errors[0]).toBe(fault)
    expect(error.errors[1]).toMatchObject({
      message: 'Cannot start "subject": it was stopped while it was starting',
    })
    expect(await held.running()).toBe(false)
  })

  test('of a process that was not started yet starts nothing when it is stopped in the function', async () => {
    const diary = await makeDiary()
    const held = holdOne(useClient(), diary.declare('db'))
    const error = await rejectionOf(held.stopped(() => held.stop()))
    expect(error.message).toBe('Cannot start "subject": it was stopped while it was starting')
    expect(diary.read()).toEqual([])
  })

  test('of a process that was not started yet starts it afterwards', async () => {
    const diary = await makeDiary()
    const held = holdOne(useClient(), diary.declare('db'))
    expect(await held.stopped(() => diary.read())).toEqual([])
    expect(await held.running()).toBe(true)
  })
})

describe('HeldProcess.waitFor()', () => {
  test('takes a check that throws for one that is not true yet', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    let calls = 0
    await held.waitFor(() => {
      if (++calls < 3) throw new Error('not yet')
      return true
    })
    expect(calls).toBe(3)
  })

  test('rejects at its timeout, when it has called the check in vain', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    let calls = 0
    const waiting = held.waitFor(() => ++calls < 0, { timeout: 50 })
    const error = await rejectionOf(waiting)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 50 })
    expect(error.message).toContain(
      'Timed out after 50 ms waiting for the check of "subject" to return true',
    )
    expect(calls).toBeGreaterThan(0)
  })
})

test.each([0, Infinity])('A wait of a held process may have the timeout %s', async (timeout) => {
  const diary = await makeDiary()
  const held = await holdOne(useClient(), diary.declare('db')).start()
  await held.waitFor(() => true, { timeout })
  expect((await held.waitForOutput('ready', { timeout }))[0]).toBe('ready')
})

describe('HeldProcess.waitForOutput()', () => {
  test('gives the match as RegExp.exec() does', async () => {
    const diary = await makeDiary()
    const held = await holdOne(useClient(), diary.declare('db')).start()
    const match = await held.waitForOutput(/(?<verb>rea)(?<missing>x)?dy/i)
    expect([...match]).toEqual(['ready', 'rea', undefined])
    expect(match.index).toBe(0)
    expect(match.groups).toMatchObject({ verb: 'rea' })
    expect((await held.waitForOutput('^re.*$'))[0]).toBe('ready')
  })

  test('while a process starts that waits for another waits for both', async () => {
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { gate: diary.gate }),
      api: diary.declare('api', { words: ['with {db.name}'] }),
    }
    const api = hold(useClient(), { processes, name: 'api' })
    const started = api.start()
    const said = api.waitForOutput('ready')
    await diary.says('db started')
    await diary.openGate()
    expect((await said)[0]).toBe('ready')
    await started
  })
})

test('A call that nobody knows is refused, and harms nobody', async () => {
  const diary = await makeDiary()
  const client = useClient()
  const held = await holdOne(client, diary.declare('db')).start()
  for (const method of ['constructor', 'toString', '__proto__', 'then'])
    await expect(client.call(held.lease, method as 'start')).rejects.toThrow(
      `There is no call "${method}"`,
    )
  await expect(client.call('lease 99', 'start')).rejects.toThrow(
    'Cannot call start() of this process: its scope has ended',
  )
  expect(await held.running()).toBe(true)
})
