import { afterEach, expect } from 'vitest'
import { owner } from '../../src/process/owner.js'
import { cleanUp } from './cleanup.js'
import { eventually } from './deadline.js'
import { findMarked, killAll } from './processes.js'

/** A look at all processes of the machine is dear, and most tests start none. */
const launchesProcesses = /[/\\]test[/\\](?:process|executors)[/\\]/

/** A test ends with everything it started; what it leaves behind is killed, and is its failure. */
afterEach(async () => {
  await cleanUp()
  if (!launchesProcesses.test(expect.getState().testPath ?? '')) return
  const leaked = findMarked(owner.id)
  if (leaked.length === 0) return
  await eventually(
    { what: 'the death of what a test left behind' },
    () => {
      const left = findMarked(owner.id)
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
