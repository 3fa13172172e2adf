import { describe, expect, test } from 'vitest'
import { expectDeaths } from '../../core/test/support/deaths.js'
import { identityOf, type Identity } from '../../core/test/support/processes.js'
import type { RunningRun } from '../../core/test/support/run.js'
import { startPlaywright } from './support/run-playwright.js'

interface HoldingRun {
  readonly playwright: RunningRun
  /** The supervisor, and everything that it has started. */
  readonly others: readonly Identity[]
}

/** A run in which two workers hold processes of all scopes. */
async function hold(env: Readonly<Record<string, string>>, shared: number): Promise<HoldingRun> {
  const playwright = startPlaywright({ project: 'kill', env })
  const notes = await playwright.noted('both workers to hold processes', (lines) =>
    lines.filter((line) => line.includes(' holds ')).length === 2 ? lines : undefined,
  )
  const started = notes.map((line) => / started (\d+)$/.exec(line)?.[1]).filter(Boolean)
  expect(started).toHaveLength(shared + 2 * 4) // stubborn ones have a child
  const supervisors = playwright
    .listFamily()
    .filter(({ command }) => command.includes('supervisor/main.js'))
  expect(supervisors).toHaveLength(1)
  const processes = started.map((pid) => identityOf(Number(pid)))
  return { playwright, others: [...supervisors, ...processes] }
}

describe('nothing is left 3 s after', () => {
  test('SIGKILL of the runner', async () => {
    const { playwright, others } = await hold({}, 3)
    process.kill(playwright.runner.pid, 'SIGKILL')
    await expectDeaths(others)
  })

  test('SIGKILL of a runner that tells nobody of its runs', async () => {
    const { playwright, others } = await hold({ BLOCK: 'no' }, 1)
    process.kill(playwright.runner.pid, 'SIGKILL')
    await expectDeaths(others)
  })

  test('the end of a run that was interrupted', async () => {
    const { playwright, others } = await hold({}, 3)
    process.kill(playwright.runner.pid, 'SIGINT')
    await playwright.ended
    await expectDeaths(others)
  })
})
