import { describe, expect, inject, test } from 'vitest'
import { expectDeaths } from '../../core/test/support/deaths.js'
import { identityOf, lives, type Identity } from '../../core/test/support/processes.js'
import { startVitest } from './support/run-vitest.js'
import type { RunningRun } from '../../core/test/support/run.js'

const versions = Object.keys(inject('installations'))

/** A run in which both files hold processes of all scopes. */
interface HoldingRun {
  readonly vitest: RunningRun
  readonly supervisor: Identity
  /** By the file that holds them; those of the run under an empty name. */
  readonly processes: ReadonlyMap<string, readonly Identity[]>
  readonly all: readonly Identity[]
  readonly workers: Readonly<Record<'a' | 'b', Identity>>
}

async function hold(version: string, env: Record<string, string> = {}): Promise<HoldingRun> {
  const vitest = startVitest({ project: 'kill', version, env: { POOL: 'forks', ...env } })
  const notes = await vitest.noted('both files to hold processes', (lines) =>
    lines.filter((line) => line.includes(' holds ')).length === 2 ? lines : undefined,
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
  const worker = (file: string): Identity => {
    const line = notes.find((each) => each.startsWith(`${file} holds`))
    return identityOf(Number(line?.split(' ').at(-1)))
  }
  const supervisor = vitest
    .listFamily()
    .find(({ command }) => command.includes('supervisor/main.js'))
  if (supervisor === undefined) throw new Error('There is no supervisor')
  const all = started.map(({ identity }) => identity)
  expect(all).toHaveLength(2 + 2 + 2 * 3) // stubborn ones have a child
  return { vitest, supervisor, processes, all, workers: { a: worker('a'), b: worker('b') } }
}

describe.each(versions)('nothing is left after, Vitest %s:', (version) => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s of the runner',
    async (signal) => {
      const run = await hold(version)
      process.kill(run.vitest.runner.pid, signal)
      await expectDeaths([...run.all, run.supervisor])
    },
  )

  test('SIGINT of the runner and its workers, as a terminal sends it', async () => {
    const run = await hold(version)
    process.kill(-run.vitest.runner.pid, 'SIGINT')
    await expectDeaths([...run.all, run.supervisor])
  })

  test('SIGKILL of a runner whose tests run in its threads', async () => {
    const run = await hold(version, { POOL: 'threads' })
    process.kill(run.vitest.runner.pid, 'SIGKILL')
    await expectDeaths([...run.all, run.supervisor])
  })

  test('SIGKILL of a runner whose workers are too busy to notice', async () => {
    const run = await hold(version, { BUSY: 'yes' })
    process.kill(run.vitest.runner.pid, 'SIGKILL')
    await expectDeaths([...run.all, run.supervisor])
    // They are not ours, and one of Vitest 4 would go on for ever.
    for (const worker of Object.values(run.workers))
      if (lives(worker)) process.kill(worker.pid, 'SIGKILL')
  })

  test('SIGKILL of the supervisor', async () => {
    const run = await hold(version)
    process.kill(run.supervisor.pid, 'SIGKILL')
    await expectDeaths([...run.all, run.supervisor])
  })

  test('SIGKILL of runner and supervisor at once', async () => {
    const run = await hold(version)
    process.kill(run.supervisor.pid, 'SIGKILL')
    process.kill(run.vitest.runner.pid, 'SIGKILL')
    await expectDeaths([...run.all, run.supervisor])
  })

  test('SIGKILL of one worker, but what the others and the run have', async () => {
    const run = await hold(version)
    process.kill(run.workers.a.pid, 'SIGKILL')
    await expectDeaths(run.processes.get('a') ?? [])
    const others = [...(run.processes.get('') ?? []), ...(run.processes.get('b') ?? [])]
    expect(others.filter((each) => !lives(each))).toEqual([])
    process.kill(run.vitest.runner.pid, 'SIGKILL')
    await expectDeaths([...run.all, run.supervisor])
  })
})
