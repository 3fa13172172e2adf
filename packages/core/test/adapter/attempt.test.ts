import { stat } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProcessUse, TestFile } from '../../src/adapter/index.js'
import { outputExecutor, simpleExecutor, type Declaration } from '../../src/declaration/index.js'
import { ProcessCrashedError, SupervisorError } from '../../src/errors/index.js'
import { beOwnRun, endRunAfterTest, forgetRunAfterTest } from '../support/clients.js'
import { makeDiary } from '../support/diary.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { findSupervisors } from '../support/supervisors.js'
import { openFile, SomeTest } from './runner.js'

beforeAll(beOwnRun)

const forEver = (): Promise<never> => new Promise(() => undefined)
const lives = (options: Partial<Declaration> = {}): Declaration =>
  ({ ...simpleExecutor(fixture('lives'), { name: 'api' }), ...options }) as Declaration

function useProcess(file: TestFile, wanted: unknown): ProcessUse {
  return file.use(wanted, useProcess)
}

async function crash({ held }: ProcessUse): Promise<void> {
  process.kill(identityOf(held?.pid).pid, 'SIGKILL')
  const isTold = (): unknown => (held?.onCrash === 'ignore' ? held.exit : held?.crash)
  await eventually({ what: 'the crash to be told' }, isTold)
}

/** A test whose body is run as most runners do it. */
async function run(
  file: TestFile,
  body: () => unknown,
  uses?: readonly ProcessUse[],
): Promise<SomeTest> {
  const some = new SomeTest()
  const attempt = file.begin(some, uses)
  const reasons = await attempt.begin()
  reasons.forEach((reason) => some.fail(reason))
  if (reasons.length === 0) {
    const ended = (async () => attempt.run(body, { cleansUp: false }))()
    await inTime({ what: 'the end of the body' }, ended).catch((error: unknown) => some.fail(error))
  }
  await attempt.end()
  return some
}

describe('A crash of a process of the file', () => {
  test('ends the body that waits, and fails each later test without running it', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives())
    await file.hold(api)
    const first = await run(file, async () => {
      await crash(api)
      await forEver()
    })
    expect(first.errors).toEqual([expect.any(ProcessCrashedError)])
    expect(String(first.errors[0])).toContain('  during the test: some test\n')
    for (const _ of [1, 2]) {
      const later = await run(file, () => expect.unreachable())
      expect(later.errors).toEqual([expect.any(ProcessCrashedError)])
      expect(String(later.errors[0])).toContain('  before this test\n')
    }
    expect(await file.releaseAll()).toEqual([])
  })

  test('that the body does not notice fails it at its end', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives())
    await file.hold(api)
    const some = await run(file, () => crash(api))
    expect(some.errors).toEqual([expect.any(ProcessCrashedError)])
  })

  test('is the cause of what the body fails with', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives())
    await file.hold(api)
    const some = await run(file, async () => {
      await crash(api)
      throw new Error('of its own')
    })
    expect(some.errors).toEqual([expect.objectContaining({ message: 'of its own' })])
    expect(some.errors[0]).toMatchObject({ cause: { name: 'ProcessCrashedError' } })
  })

  test('is the cause as well where a busy thread was late to hear what the body waits for', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives())
    await file.hold(api)
    const some = await run(file, async () => {
      await crash(api)
      // Behind the answer of a file system the event loop turns to its timers first, to other answers then.
      await stat(process.cwd())
      const another = stat(process.cwd())
      const longerThanTheGrace = 200
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, longerThanTheGrace)
      await another
      throw new Error('of its own')
    })
    expect(some.errors).toEqual([expect.objectContaining({ message: 'of its own' })])
  })

  test('is mended before the next test where it is declared to be restarted', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives({ onCrash: 'restart' }))
    await file.hold(api)
    const pid = api.held?.pid
    expect((await run(file, () => crash(api))).errors).toHaveLength(1)
    const next = await run(file, () => expect(api.held?.pid).not.toBe(pid))
    expect(next.errors).toEqual([])
  })

  test('that is ignored fails nothing, and neither does that of what it refers to', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const db = lives({ scope: 'file' })
    const file = openFile({ folder: diary.folder, processes: { db } })
    const careless = useProcess(file, diary.declare('careless', { onCrash: 'ignore' }))
    const referring = useProcess(
      file,
      diary.declare('referring', { onCrash: 'ignore', words: ['{db.name}'] }),
    )
    await file.hold(careless)
    await file.hold(referring)
    const used = useProcess(file, 'db')
    await used.start(file.describeOccasion())
    const some = await run(file, async () => {
      await crash(careless)
      await crash(used)
    }, [careless, referring])
    expect(some.errors).toEqual([])
  })

  test('that was held when the test ran already ends its body as well', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, lives())
    const some = await run(file, async () => {
      await file.hold(api)
      await crash(api)
      await forEver()
    })
    expect(some.errors).toEqual([expect.any(ProcessCrashedError)])
  })
})

describe('A process of a test', () => {
  test('is started before it, given back behind it, and shows what it printed if it fails', async () => {
    endRunAfterTest()
    const file = openFile()
    const declaration = outputExecutor(['sh', '-c', 'echo ready to serve; exec sleep 1000'], {
      name: 'api',
      banner: 'ready',
      scope: 'test',
    })
    const api = useProcess(file, declaration)
    const identities: ReturnType<typeof identityOf>[] = []
    const note = (): unknown => identities.push(identityOf(api.held?.pid))
    const passes = await run(file, note, [api])
    expect(passes).toMatchObject({ errors: [], printed: '' })
    const fails = await run(file, () => {
      note()
      throw new Error('of its own')
    }, [api])
    expect(fails.printed).toContain('ready to serve')
    expect(fails.texts.map(({ text }) => text)).toEqual([
      expect.stringContaining('ready to serve\n'),
    ])
    expect(identities[0]).not.toEqual(identities[1])
    for (const identity of identities) await expectDeath(identity, 5_000)
  })

  test('that cannot be started keeps its body from running', async () => {
    endRunAfterTest()
    const file = openFile()
    const api = useProcess(file, simpleExecutor('no-such-program', { scope: 'test' }))
    const some = await run(file, () => expect.unreachable(), [api])
    expect(some.errors).toEqual([expect.objectContaining({ code: 'ERR_SPAWN' })])
    expect((some.errors[0] as Error).stack).toContain('attempt.test.ts')
  })

  test('that is declared badly is what its test shows, not what others printed', async () => {
    endRunAfterTest()
    const file = openFile()
    const command = ['sh', '-c', 'echo ready to serve; exec sleep 1000']
    const db = useProcess(file, outputExecutor(command, { banner: 'ready', scope: 'test' }))
    const bad = useProcess(file, simpleExecutor('sleep {prt}', { scope: 'test' }))
    const some = await run(file, () => expect.unreachable(), [db, bad])
    expect(some).toMatchObject({ errors: [{ code: 'ERR_DECLARATION' }], printed: '', texts: [] })
    const late = new SomeTest()
    const attempt = file.begin(late, [db])
    expect(await attempt.begin()).toEqual([])
    late.fail(await rejectionOf(attempt.start(bad)))
    await attempt.end()
    expect(late).toMatchObject({ errors: [{ code: 'ERR_DECLARATION' }], printed: '', texts: [] })
  })

  test('whose end nobody waited for fails it at the end of its file', async () => {
    endRunAfterTest()
    const file = openFile()
    const command = fixture('exits-with', 3, 'SIGTERM')
    const options = { banner: 'ready', scope: 'test', expectedExitCode: 0 } as const
    const api = useProcess(file, outputExecutor(command, options))
    const some = await run(file, () => undefined, [api])
    await file.settle()
    expect(some.errors).toEqual([expect.any(ProcessCrashedError)])
    expect(String(some.errors[0])).toContain('  during the test: some test\n')
  })
})

test('A lost run fails one file that has not failed', async () => {
  forgetRunAfterTest()
  const file = openFile()
  await file.hold(useProcess(file, lives()))
  const supervisors = findSupervisors(process.pid).map(({ pid }) => identityOf(pid))
  supervisors.forEach(({ pid }) => process.kill(pid, 'SIGKILL'))
  for (const supervisor of supervisors) await expectDeath(supervisor, 5_000)
  expect(await file.findLoss()).toBeInstanceOf(SupervisorError)
  expect(await file.findLoss()).toBeUndefined()
  expect(await rejectionOf(file.hold(useProcess(file, lives())))).toBeInstanceOf(SupervisorError)
})
