import type { TestContext } from 'vitest'

type Test = TestContext['task']

/** What is kept free for clearing away a start that failed: the error that is shown has to be ours, not Vitest's. */
const longestReserve = 500
const reservePart = 0.1

const firstSetUps = new WeakMap<Test, { attempt: string; startedAt: number }>()

/**
 * Watches the time limit of a test from here on. Vitest counts the set-up of fixtures against the limit of the test that
 * needs them first; several of them share it.
 *
 * @returns how many milliseconds are left for a start; `undefined` when the test has no limit
 */
export function watchTimeLimit(test: Test | undefined): () => number | undefined {
  const limit = test?.timeout
  if (test === undefined || limit === undefined || !Number.isFinite(limit) || limit <= 0) {
    return () => undefined
  }
  const startedAt = noteFirstSetUp(test)
  const usable = limit - Math.min(longestReserve, limit * reservePart)
  return () => Math.max(1, usable - (performance.now() - startedAt))
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
