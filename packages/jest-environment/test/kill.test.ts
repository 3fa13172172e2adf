import { describe, expect, inject, test } from 'vitest'
import { expectDeaths } from '../../core/test/support/deaths.js'
import { identityOf, lives, type Identity } from '../../core/test/support/processes.js'
import { startJest } from './support/run-jest.js'
import type { RunningRun } from '../../core/test/support/run.js'

const nodes = Object.keys(inject('nodes'))
const inWorkers = ['-w', '2']

/** A run in which both files hold processes of all scopes. */
interface HoldingRun {
  readonly jest: RunningRun
  readonly supervisor: Identity
  /** By the file that holds them; those of the run under an empty name. */
  readonly processes: ReadonlyMap<string, readonly Identity[]>
  readonly all: readonly Identity[]
  readonly workers: Readonly<Partial<Record<'a' | 'b', Identity>>>
}

/** The processes that run the files. */
function findWorkers(notes: readonly string[]): HoldingRun['workers'] {
  const holding = notes
    .map((line) => / holds .* in (\d+)$/.exec(line))
    .filter((match) => match !== null)
    .map(({ input, 1: pid }) => [input[0], identityOf(Number(pid))])
  return Object.fromEntries(holding) as HoldingRun['workers']
}

interface Way {
  readonly node: string
  readonly args?: readonly string[]
  readonly files?: number
  readonly env?: Record<string, string>
}

/** Runs tests that hold processes, and lets nothing of Jest itself stay. */
async function hold(way: Way, act: (run: HoldingRun) => Promise<void>): Promise<void> {
  const { node, args = inWorkers, env = {} } = way
  const jest = startJest({ project: 'kill', node, args, env })
  try {
    await act(await waitUntilHeld(jest, way))
  } finally {
    jest.clear()
  }
}

async function waitUntilHeld(jest: RunningRun, { files = 2 }: Way): Promise<HoldingRun> {
  const notes = await jest.noted('the files to hold processes', (lines) =>
    lines.filter((line) => line.includes(' holds ')).length === files ? lines : undefined,
  )
  const started = notes
    .map((line) => /^([^ ]+) started (\d+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', pid]) => ({
      file: /-([ab])/.exec(name)?.[1] ?? '',
      identity: identityOf(Number(pid)),
    }))
  const processes = new Map(
    ['', 'a', 'b'].map((file) => [
      file,
      started.filter((each) => each.file === file).map(({ identity }) => identity),
    ]),
  )
  const supervisor = jest.listFamily().find(({ command }) => command.includes('supervisor/main.js'))
  if (supervisor === undefined) throw new Error('There is no supervisor')
  const all = started.map(({ identity }) => identity)
  expect(all).toHaveLength(2 + files + files * 3) // stubborn ones have a child
  return { jest, supervisor, processes, all, workers: findWorkers(notes) }
}

const inBand = { args: ['--runInBand'], files: 1 }

const signals = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const

describe.each(nodes)('nothing is left after, Node %s:', { concurrent: true }, (node) => {
  test.each(signals)('%s of the runner', (signal) =>
    hold({ node }, async (run) => {
      process.kill(run.jest.runner.pid, signal)
      await expectDeaths([...run.all, run.supervisor])
    }),
  )

  test.each(signals)('%s of a runner that tests in band', (signal) =>
    hold({ node, ...inBand }, async (run) => {
      process.kill(run.jest.runner.pid, signal)
      await expectDeaths([...run.all, run.supervisor])
    }),
  )

  test('SIGINT of the runner and its workers, as a terminal sends it', () =>
    hold({ node, env: { PRESET: 'yes' } }, async (run) => {
      process.kill(-run.jest.runner.pid, 'SIGINT')
      await expectDeaths([...run.all, run.supervisor])
    }))

  test('SIGKILL of a runner whose tests run in its threads', () =>
    hold({ node, args: [...inWorkers, '--workerThreads'] }, async (run) => {
      process.kill(run.jest.runner.pid, 'SIGKILL')
      await expectDeaths([...run.all, run.supervisor])
    }))

  test('SIGKILL of the supervisor', () =>
    hold({ node }, async (run) => {
      process.kill(run.supervisor.pid, 'SIGKILL')
      await expectDeaths([...run.all, run.supervisor])
    }))

  test('SIGKILL of runner and supervisor at once', () =>
    hold({ node }, async (run) => {
      process.kill(run.supervisor.pid, 'SIGKILL')
      process.kill(run.jest.runner.pid, 'SIGKILL')
      await expectDeaths([...run.all, run.supervisor])
    }))

  test('SIGKILL of one worker, but what the others and the run have', () =>
    hold({ node, env: { PRESET: 'yes' } }, async (run) => {
      process.kill(run.workers.a?.pid ?? 0, 'SIGKILL')
      await expectDeaths(run.processes.get('a') ?? [])
      const others = [...(run.processes.get('') ?? []), ...(run.processes.get('b') ?? [])]
      expect(others.filter((each) => !lives(each))).toEqual([])
      process.kill(run.jest.runner.pid, 'SIGKILL')
      await expectDeaths([...run.all, run.supervisor])
    }))
})

// Not beside others: both cores are busy then.
describe.each(nodes)('nothing is left after, Node %s:', (node) => {
  test.each([{}, { PRESET: 'yes' }])(
    'SIGKILL of a runner whose workers are too busy to notice, %o',
    (env) =>
      hold({ node, env: { BUSY: 'yes', ...env } }, async (run) => {
        const workers = Object.values(run.workers)
        process.kill(run.jest.runner.pid, 'SIGKILL')
        await expectDeaths([...run.all, run.supervisor])
        expect(workers.filter((each) => !lives(each))).toEqual([])
      }),
  )
})
