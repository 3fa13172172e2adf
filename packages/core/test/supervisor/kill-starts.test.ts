import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'vitest'
import { simpleExecutor, type Declaration } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, inTime } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { declareHold, DoomedRun } from './doomed-run.js'
import { endsByName } from './ends.js'

/** A moment in the life of a process, held open until something is killed. */
interface Stage {
  readonly subject: Declaration
  readonly dependency?: Declaration
  /** What the script does with `subject`. */
  readonly act: string
  /** Resolves in that very moment. */
  readonly reached: (run: DoomedRun) => Promise<unknown>
}

const scratch = { SCRATCH: '{tmp}' }
const start = 'await subject.start()'

/** Answers nobody; says when it was asked. */
async function startSilentServer(): Promise<{ url: string; asked: Promise<unknown> }> {
  const server = createServer()
  const asked = new Promise((resolve) => server.once('request', resolve))
  afterTest(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { url: `http-get://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

function whileDependencyStarts(diary: Diary): Stage {
  return {
    subject: simpleExecutor(['sleep', '1000', '{dependency.name}']),
    dependency: diary.declare('db', { env: { ...scratch, READY_WHEN: diary.gate } }),
    act: start,
    reached: () => diary.says('db started'),
  }
}

function betweenSpawnAndReady(diary: Diary): Stage {
  return {
    subject: diary.declare('api', { env: { ...scratch, READY_WHEN: diary.gate } }),
    act: start,
    reached: () => diary.says('api started'),
  }
}

function duringHealthcheck(diary: Diary): Stage {
  const healthcheck = fixture('keeps-a-diary', diary.file, 'check')
  return {
    subject: simpleExecutor(fixture('lives'), { env: scratch, healthcheck }),
    act: start,
    reached: () => diary.says('check started'),
  }
}

async function duringWaitOn(): Promise<Stage> {
  const { url, asked } = await startSilentServer()
  return {
    subject: simpleExecutor(fixture('lives'), { env: scratch, waitOn: url }),
    act: start,
    reached: () => asked,
  }
}

function whileStopped(diary: Diary): Stage {
  return {
    subject: diary.declare('api', { env: scratch }),
    act: `${start}
      await subject.stopped(() => {
        console.log('inside')
        return new Promise(() => undefined)
      })`,
    reached: ({ script }) => script.says(/^inside$/m),
  }
}

async function duringRestart(diary: Diary): Promise<Stage> {
  await diary.openGate()
  const starts = (): number => diary.read().filter((line) => line === 'api started').length
  return {
    subject: diary.declare('api', { env: { ...scratch, READY_WHEN: diary.gate } }),
    act: `${start}
      rmSync(${JSON.stringify(diary.gate)})
      await subject.restart()`,
    reached: () => eventually({ what: 'the second start' }, starts, (count) => count === 2),
  }
}

function inGracePeriod(): Stage {
  return {
    subject: simpleExecutor(fixture('ignores-sigterm'), { env: scratch, stopTimeout: 1_500 }),
    act: `${start}
      await subject.waitForOutput('ready')
      subject.waitForOutput('ignores SIGTERM').then(() => console.log('asked to stop'), () => undefined)
      await subject.stop()`,
    reached: ({ script }) => script.says(/^asked to stop$/m),
  }
}

const stages = [
  whileDependencyStarts,
  betweenSpawnAndReady,
  duringHealthcheck,
  duringWaitOn,
  whileStopped,
  duringRestart,
  inGracePeriod,
]

/** Brings a process to every stage. */
async function reachAll(): Promise<DoomedRun> {
  const made = await Promise.all(stages.map(async (make) => make(await makeDiary())))
  const blocks = made.map(({ subject, dependency }) => ({
    subject,
    ...(dependency === undefined ? {} : { dependency }),
  }))
  const acts = made.map(
    ({ act }, index) => `(async () => {
      const subject = hold('subject', ${JSON.stringify(blocks[index])}, 'test ${index}')
      ${act}
    })().catch(sayWhy)`,
  )
  const run = await DoomedRun.start(`
    import { rmSync } from 'node:fs'
    ${declareHold('root')}
    ${acts.join(';\n')}`)
  const allReached = Promise.all(made.map(({ reached }) => reached(run)))
  await inTime({ what: 'every stage' }, allReached, () => run.script.output())
  run.note()
  return run
}

describe('Of a process at any stage, from the start of what it depends on to its stop, nothing is left', () => {
  test.each(endsByName)('after %s', async (_how, end) => {
    const run = await reachAll()
    await end.bringAbout(run)
    await end.expectNothing(run)
  })
})
