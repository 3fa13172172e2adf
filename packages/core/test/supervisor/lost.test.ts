import { existsSync } from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../src/client/index.js'
import { simpleExecutor, tcpExecutor } from '../../src/declaration.js'
import { SupervisorError } from '../../src/errors/index.js'
import { beOwnRun, forgetRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, findMarked, identityOf } from '../support/processes.js'
import { findOfThisRun, findOwnerId, findSupervisors } from '../support/supervisors.js'

beforeAll(beOwnRun)
beforeEach(forgetRunAfterTest)

/** Kills the only supervisor of this run, and sees it dead. */
async function killSupervisor(): Promise<void> {
  const [supervisor, ...others] = findSupervisors(process.pid).map(({ pid }) => identityOf(pid))
  expect(others).toEqual([])
  process.kill(supervisor?.pid ?? NaN, 'SIGKILL')
  if (supervisor !== undefined) await expectDeath(supervisor, 8_000)
}

async function expectLost(call: Promise<unknown>, logFile: string): Promise<void> {
  const error = await inTime({ what: 'the end of the call' }, rejectionOf(call))
  expect(error).toBeInstanceOf(SupervisorError)
  expect(error).toMatchObject({ code: 'ERR_SUPERVISOR', logFile })
  expect(error.message).toContain(logFile)
}

describe('When the supervisor is killed', () => {
  let client: Client
  let logFile: string

  beforeEach(async () => {
    client = useClient()
    logFile = await client.connect()
  })

  test('everything it started is gone within 3 s: obedient or not', async () => {
    const declarations = [
      simpleExecutor(fixture('forks-tree')),
      simpleExecutor(fixture('ignores-sigterm')),
      simpleExecutor(fixture('daemonises', ...fixture('ignores-sigterm'))),
      simpleExecutor(['sh', '-c', 'echo ready; exec env -i /bin/sleep 1000']),
      simpleExecutor(fixture('lives'), { scope: 'run' }),
      tcpExecutor(fixture('listens-late', '{port}'), { scope: 'worker' }),
    ]
    const held = declarations.map((each) => holdOne(client, each))
    await Promise.all(held.map((each) => each.start()))
    await Promise.all(held.map((each) => each.waitForOutput('ready')))
    const [supervisor] = findSupervisors(process.pid)
    const ownerId = supervisor === undefined ? undefined : findOwnerId(supervisor)
    if (ownerId === undefined) throw new Error('There is no guardian')
    const identities = findMarked(ownerId).map(({ pid }) => identityOf(pid))
    expect(identities.length).toBeGreaterThan(declarations.length)
    await killSupervisor()
    await Promise.all(identities.map((identity) => expectDeath(identity, 8_000)))
    expect(findMarked(ownerId)).toEqual([])
    expect(findOfThisRun()).toEqual([])
  })

  test('the private folders are gone, too', async () => {
    const scratch = simpleExecutor(fixture('lives'), { env: { SCRATCH: '{tmp}' } })
    const { tmp = '' } = await holdOne(client, scratch).start()
    expect(existsSync(tmp)).toBe(true)
    await killSupervisor()
    await eventually({ what: 'no folder', within: 8_000 }, () => !existsSync(tmp))
  })

  test('calls under way reject with SupervisorError that names its log', async () => {
    const diary = await makeDiary()
    const held = await holdOne(client, diary.declare('held')).start()
    const stopped = await holdOne(client, diary.declare('stopped')).start()
    const starting = holdOne(client, diary.declare('starting', { gate: diary.gate }))
    const calls = [
      held.waitForOutput('never said'),
      held.waitFor(() => false),
      stopped.stopped(() => killSupervisor().then(() => new Promise(() => undefined))),
      starting.start(),
    ]
    await Promise.all(calls.map((call) => expectLost(call, logFile)))
  })

  test('later calls, and other clients, are told the same', async () => {
    const diary = await makeDiary()
    const held = await holdOne(client, diary.declare('held')).start()
    await killSupervisor()
    await expectLost(held.waitForOutput('ready'), logFile)
    await expectLost(held.start(), logFile)
    await expectLost(held.stop(), logFile)
    await expectLost(holdOne(client, diary.declare('another')).start(), logFile)
    await expectLost(holdOne(useClient(), diary.declare('another')).start(), logFile)
    expect(existsSync(logFile)).toBe(true)
    expect(diary.read()).toEqual(['held started'])
  })
})
