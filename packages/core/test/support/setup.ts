import { afterEach, expect, vi } from 'vitest'
import { owner } from '../../src/process/owner.js'
import { cleanUp } from './cleanup.js'
import { eventually } from './deadline.js'
import { findMarked, killAll, type Snapshot } from './processes.js'
import { findOfThisRun } from './supervisors.js'

/** Where leaks are looked for. A look at all processes of the machine is dear, and most tests start none. */
interface Hunt {
  readonly tests: RegExp
  readonly findLeaks: () => Snapshot[]
  /** A supervisor learns by the end of a connection that somebody is gone, and then stops what that one held. */
  readonly grace: number
}

const hunts: readonly Hunt[] = [
  {
    tests: /[/\\]test[/\\](?:process|executors)[/\\]/,
    findLeaks: () => findMarked(owner.id),
    grace: 0,
  },
  {
    tests: /[/\\]test[/\\](?:supervisor|client|command-line)[/\\]/,
    findLeaks: findOfThisRun,
    grace: 3_000,
  },
]

// Time is made fake in the global object, where what is tested does not look for it.
vi.mock('node:timers', () => import('./global-time.js'))
vi.mock('node:perf_hooks', () => import('./global-time.js'))

/** A test ends with everything it started; what it leaves behind is killed, and is its failure. */
afterEach(async () => {
  await cleanUp()
  const hunt = hunts.find(({ tests }) => tests.test(expect.getState().testPath ?? ''))
  const leaked = hunt === undefined ? [] : await findAfter(hunt)
  if (hunt === undefined || leaked.length === 0) return
  await eventually(
    { what: 'the death of what a test left behind' },
    () => {
      const left = hunt.findLeaks()
      killAll(left)
      return left
    },
    (left) => left.length === 0,
  )
  const list = leaked
    .map(({ pid, state, command }) => `\n  ${pid} (${state}) ${command.slice(0, 200)}`)
    .join('')
  throw new Error(`This test left processes behind:${list}`)
})

async function findAfter({ findLeaks, grace }: Hunt): Promise<Snapshot[]> {
  let leaks: Snapshot[] = []
  const look = (): Snapshot[] => (leaks = findLeaks())
  const isClean = (found: readonly Snapshot[]): boolean => found.length === 0
  await eventually({ what: 'no leaks', within: grace }, look, isClean).catch(() => undefined)
  return leaks
}
