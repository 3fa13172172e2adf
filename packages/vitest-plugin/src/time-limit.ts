import { performance } from 'node:perf_hooks' // the global one may be a fake
import { startInTime } from '@mirakuru/core/adapter'
import type { HeldProcess } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'
import { findClient } from './worker.js'

type Test = TestContext['task']

const advice = 'raise testTimeout, or the timeout of this test'
const firstSetUps = new WeakMap<Test, { attempt: string; startedAt: number }>()

/**
 * Starts a process in less time than the test has left that needs it. Vitest counts the set-up of fixtures against the
 * limit of the test that needs them first; several of them share it.
 *
 * @param signal - cancels the start
 */
export async function startForTest(
  held: HeldProcess,
  test: Test | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const since = test === undefined ? performance.now() : noteFirstSetUp(test)
  await findClient().connect()
  await startInTime(held, { since, allowed: test?.timeout, advice, signal })
}

/** Retries and repeats of a test have the whole limit each. */
function noteFirstSetUp(test: Test): number {
  const attempt = `${test.result?.retryCount ?? 0}/${test.result?.repeatCount ?? 0}`
  const known = firstSetUps.get(test)
  if (known?.attempt === attempt) return known.startedAt
  const startedAt = performance.now()
  firstSetUps.set(test, { attempt, startedAt })
  return startedAt
}
