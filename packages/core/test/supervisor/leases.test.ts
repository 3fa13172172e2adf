import { rm } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { ProcessCrashedError } from '../../src/errors/index.js'
import { createDeferred } from '../../src/internal/deferred.js'
import {
  beOwnRun,
  endRunAfterTest,
  expectNoSupervisor,
  hasFolder,
  holdOne,
  useClient,
} from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf, lives, type Snapshot } from '../support/processes.js'
import { runScript } from '../support/script.js'
import { findOfThisRun, findSupervisors } from '../support/supervisors.js'

beforeAll(beOwnRun)

async function expectNothingHeld(): Promise<void> {
  await eventually(
    { what: 'nothing of this run' },
    findOfThisRun,
    (found: readonly Snapshot[]) => found.length === 0,
  )
}

describe('The end of a client', () => {
  test('releases its leases, and no others', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const shared = diary.declare('shared', { scope: 'run' })
    const own = diary.declare('own')
    const [leaving, staying] = [useClient(), useClient()]
    await holdOne(leaving, shared).start()
    const gone = identityOf((await holdOne(leaving, own).start()).pid)
    const kept = await holdOne(staying, own).start()
    await leaving.close()
    await expectDeath(gone, 8_000)
    expect(await kept.running()).toBe(true)
    expect(await (await holdOne(staying, shared).start()).running()).toBe(true)
    expect(diary.read()).toEqual(['shared started', 'own started', 'own started', 'own stopped'])
  })

  test('by SIGKILL of a worker releases its leases, and no others', async () => {
    const diary = await makeDiary()
    const kept = await holdOne(useClient(), diary.declare('kept')).start()
    const script = await runScript(
      `const processes = { subject: ${JSON.stringify(diary.declare('own'))} }
      const units = { test: 'one test', file: 'one file' }
      const held = new HeldProcess(new Client('worker'), { processes, name: 'subject', units })
      await held.start()
      console.log('pid ' + held.pid)
      setInterval(() => undefined, 1_000_000)`,
      { isWorker: true },
    )
    const [, pid] = await script.says(/^pid (\d+)$/m)
    const own = identityOf(Number(pid))
    expect(findSupervisors(script.identity.pid)).toEqual([])
    script.kill('SIGKILL')
    await script.ended
    await expectDeath(own, 8_000)
    expect(await kept.running()).toBe(true)
  })

  test('undoes the start it was waiting for', async () => {
    const diary = await makeDiary()
    const client = useClient()
    const held = holdOne(client, diary.declare('db', { gate: diary.gate }))
    const started = rejectionOf(held.start())
    await diary.says('db started')
    const launched = identityOf(await eventually({ what: 'a pid' }, () => held.pid))
    await client.close()
    expect(await started).toMatchObject({ code: 'ERR_SUPERVISOR' })
    await expectDeath(launched, 8_000)
    await expectNothingHeld()
  })

  test('while its process is stopped for a moment leaves nothing, however long a start takes', async () => {
    const diary = await makeDiary()
    await diary.openGate()
    const client = useClient()
    const held = await holdOne(client, diary.declare('db', { gate: diary.gate })).start()
    const { promise: inside, resolve: enter } = createDeferred()
    const stopped = rejectionOf(
      held.stopped(async () => {
        await rm(diary.gate) // it would wait for ever
        enter()
        return new Promise(() => undefined)
      }),
    )
    await inside
    await client.close()
    expect(await stopped).toMatchObject({ code: 'ERR_SUPERVISOR' })
    await expectNothingHeld()
  })

  test('ends what it waited for', async () => {
    const diary = await makeDiary()
    const shared = diary.declare('shared', { scope: 'run' })
    endRunAfterTest()
    const [leaving, staying] = [useClient(), useClient()]
    const held = await holdOne(leaving, shared).start()
    const kept = await holdOne(staying, shared).start()
    let calls = 0
    const waits = [
      rejectionOf(held.waitForOutput('never said')),
      rejectionOf(held.waitFor(() => ++calls < 0)),
    ]
    await eventually({ what: 'a call of the check' }, () => calls > 0)
    await leaving.close()
    for (const error of await Promise.all(waits))
      expect(error).toMatchObject({ code: 'ERR_SUPERVISOR' })
    expect(await kept.running()).toBe(true)
  })
})

describe('HeldProcess.release()', () => {
  test('while the process starts cancels that', async () => {
    const diary = await makeDiary()
    const held = holdOne(useClient(), diary.declare('db', { gate: diary.gate }))
    const started = rejectionOf(held.start())
    await diary.says('db started')
    const launched = identityOf(await eventually({ what: 'a pid' }, () => held.pid))
    await held.release()
    await expectDeath(launched)
    expect((await started).message).toBe(
      'Cannot start "subject": its last lease was released while it was starting',
    )
  })

  test('while a shared process starts gives up only the own wait for it, and at once', async () => {
    const diary = await makeDiary()
    const db = diary.declare('db', { gate: diary.gate })
    const client = useClient()
    const [leaving, staying] = [holdOne(client, db), holdOne(client, db)]
    const abort = new AbortController()
    const aborted = rejectionOf(leaving.start({ signal: abort.signal }))
    const started = staying.start()
    await diary.says('db started')
    abort.abort(new Error('no longer wanted'))
    const error = await inTime({ what: 'the end of the wait' }, aborted)
    expect(error.message).toBe('no longer wanted')
    await diary.openGate()
    await started
    expect(diary.read()).toEqual(['db started'])
  })
})

describe('The end of the root', () => {
  test('ends everything, and then the supervisor leaves', async () => {
    const diary = await makeDiary()
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const held = [
      await holdOne(root, diary.declare('of the run', { scope: 'run' })).start(),
      await holdOne(worker, diary.declare('of the slot', { scope: 'worker' })).start(),
      await holdOne(worker, diary.declare('of the test')).start(),
    ].map(({ pid }) => identityOf(pid))
    const [supervisor] = findSupervisors(process.pid).map(({ pid }) => identityOf(pid))
    if (supervisor === undefined) throw new Error('There is no supervisor')
    await root.close()
    await expectDeath(supervisor, 8_000)
    expect(held.filter(lives)).toEqual([])
    expect(hasFolder()).toBe(false)
    expect(diary.read().filter((line) => line.endsWith('stopped'))).toHaveLength(3)
  })

  test('does not wait for workers that hang', async () => {
    const diary = await makeDiary()
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const held = await holdOne(worker, diary.declare('db')).start()
    const { promise: inside, resolve: enter } = createDeferred()
    const stopped = rejectionOf(
      held.stopped(() => {
        enter()
        return new Promise(() => undefined)
      }),
    )
    await inside
    await root.close()
    await expectNoSupervisor()
    expect(await stopped).toMatchObject({ code: 'ERR_SUPERVISOR' })
    expect(findOfThisRun()).toEqual([])
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })
})

describe('Client.endRun()', () => {
  test('of the root resolves when everything is gone', async () => {
    const diary = await makeDiary()
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const { pid } = await holdOne(worker, diary.declare('db', { scope: 'run' })).start()
    const db = identityOf(pid)
    await root.endRun()
    expect(lives(db)).toBe(false)
    expect(hasFolder()).toBe(false)
    await expectNoSupervisor()
  })

  test('tells how a process ended that was said to end in another way', async () => {
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const subject = simpleExecutor(fixture('exits-with', 3, 'SIGTERM'), {
      scope: 'run',
      expectedExitCode: 0,
    })
    const held = await holdOne(worker, subject).start()
    await held.waitForOutput('ready')
    const { started, failure } = await root.endRun()
    expect(started).toBe(1)
    expect(failure).toBeInstanceOf(ProcessCrashedError)
    expect(failure).toMatchObject({ code: 'ERR_PROCESS_CRASHED', exitCode: 3 })
    await expectNoSupervisor()
  })

  test('tells once of every command whose stop was not as it should be, which is no error', async () => {
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const hold = (command: string[], options: object): ReturnType<typeof holdOne> =>
      holdOne(worker, simpleExecutor(command, { scope: 'run', ...options }))
    const answering = [1, 2].map((stopTimeout) =>
      hold(fixture('exits-with', 3, 'SIGTERM'), {
        name: 'answers',
        stopTimeout: 1e4 + stopTimeout,
      }),
    )
    const stubborn = hold(fixture('ignores-sigterm'), { name: 'stubborn', stopTimeout: 50 })
    for (const held of [...answering, stubborn]) {
      await held.start()
      await held.waitForOutput('ready')
    }
    const { notes } = await root.endRun()
    expect(notes.map(({ text }) => text).toSorted()).toEqual([
      '"answers" exited with code 3 when it was stopped; ' +
        'hint: if that is its answer to the stop signal, set "expectedExitCode" to 3',
      expect.stringMatching(
        /^"stubborn" did not end within 50 ms of SIGTERM and had to be killed: raise "stopTimeout", .+ignores-sigterm/,
      ),
    ])
  })

  test.each([
    [
      'its output',
      ['sh', '-c', 'trap "echo panic: lost; exit 3" TERM; echo ready; sleep 100 & wait'],
    ],
    ['its signal', ['sh', '-c', 'trap "kill -SEGV $$" TERM; echo ready; sleep 100 & wait']],
  ])('tells where %s says that something was lost', async (_what, command) => {
    const [root, worker] = [useClient('root'), useClient()]
    await root.connect()
    const held = await holdOne(worker, simpleExecutor(command, { scope: 'run' })).start()
    await held.waitForOutput('ready')
    expect(await root.endRun()).toMatchObject({ failure: { code: 'ERR_PROCESS_CRASHED' } })
  })

  test('is refused to anybody else', async () => {
    const diary = await makeDiary()
    const worker = useClient()
    const held = await holdOne(worker, diary.declare('db')).start()
    await expect(worker.endRun()).rejects.toThrow('Only the root of a run can end it')
    expect(await held.running()).toBe(true)
  })
})
