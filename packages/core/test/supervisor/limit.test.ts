import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { simpleExecutor, tcpExecutor } from '../../src/declaration.js'
import { TimeoutExpiredError } from '../../src/errors/index.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { findOfThisRun, findSupervisors } from '../support/supervisors.js'
import { withoutPage } from '../support/pages.js'

/** A supervisor that has just been started needs some of the time for itself. */
async function warmUp(): Promise<void> {
  const held = await holdOne(useClient(), simpleExecutor('sleep 1000')).start()
  await held.release()
}

beforeAll(beOwnRun)

describe('HeldProcess.start() rejects with TimeoutExpiredError at its limit', () => {
  test('that says what was seen last, and undoes the start', async () => {
    await warmUp()
    const { gate } = await makeDiary()
    const server = tcpExecutor(fixture('listens-late', '{port}'), { env: { READY_WHEN: gate } })
    const held = holdOne(useClient(), server)
    const error = await rejectionOf<TimeoutExpiredError>(held.start({ limit: 400 }))
    expect(error).toBeInstanceOf(TimeoutExpiredError)
    expect(error.timeout).toBe(400)
    expect(error.lastAttempt).toContain('ECONNREFUSED')
    expect(error.message).toContain('Cannot start "subject"')
    expect(error.message).toContain('ECONNREFUSED')
    expect(findOfThisRun()).toEqual([])
  })

  test('that passes while a busy supervisor does not know of it yet', async () => {
    await warmUp()
    const { gate } = await makeDiary()
    const server = tcpExecutor(fixture('listens-late', '{port}'), { env: { READY_WHEN: gate } })
    const limit = 1_500
    const [supervisor] = findSupervisors(process.pid)
    if (supervisor === undefined) throw new Error('There is no supervisor')
    process.kill(supervisor.pid, 'SIGSTOP')
    const late = rejectionOf(holdOne(useClient(), server).start({ limit }))
    await pause(limit)
    process.kill(supervisor.pid, 'SIGCONT')
    const error = await inTime({ what: 'the error', within: limit / 2 }, late)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: limit })
    // Whether it had begun by then or not.
    expect(error.message).toMatch(
      /^Cannot start "subject": it(?: did not accept|s start had not begun)/,
    )
    expect(findOfThisRun()).toEqual([])
  })

  test('of scope "run", but the start goes on for who comes next', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = diary.declare('db', { scope: 'run', gate: diary.gate })
    const error = await rejectionOf(holdOne(useClient(), db).start({ limit: 200 }))
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 200 })
    const next = holdOne(useClient(), db).start()
    await diary.openGate()
    expect(await (await next).running()).toBe(true)
    expect(diary.read()).toEqual(['db started'])
  })

  test('where others can wait longer, but theirs goes on', async () => {
    const diary = await makeDiary()
    const db = diary.declare('db', { gate: diary.gate })
    const client = useClient()
    const patient = holdOne(client, db).start()
    await diary.says('db started')
    await expect(holdOne(client, db).start({ limit: 50 })).rejects.toThrow(TimeoutExpiredError)
    await diary.openGate()
    expect(await (await patient).running()).toBe(true)
  })

  test('that names the process which was waited for', async () => {
    await warmUp()
    const { gate } = await makeDiary()
    const processes = {
      db: tcpExecutor(fixture('listens-late', '{port}'), { env: { READY_WHEN: gate } }),
      api: simpleExecutor(['sleep', '{db.port}']),
    }
    const api = hold(useClient(), { processes, name: 'api' })
    const error = await rejectionOf(api.start({ limit: 400 }))
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 400 })
    expect(error.message).toContain('"db"')
    expect(error.message).toContain('ECONNREFUSED')
    await eventually({ what: 'nothing' }, findOfThisRun, (found) => found.length === 0)
  })

  test('that says so when one that was there before had not ended yet', async () => {
    const stubborn = simpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 1_000 })
    const client = useClient()
    const first = await holdOne(client, stubborn).start()
    await first.waitForOutput('ready')
    const before = identityOf(first.pid)
    const released = first.release()
    const error = await rejectionOf(holdOne(client, stubborn).start({ limit: 100 }))
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 100 })
    expect(withoutPage(error.message)).toBe(
      'Cannot start "subject": its start had not begun: an earlier process had to end first, or the machine was busy',
    )
    await released
    await expectDeath(before)
  })
})
