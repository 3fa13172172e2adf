import { performance } from 'node:perf_hooks' // the global one may be a fake
import type { HeldProcess } from '@mirakuru/core/client'
import { TimeoutExpiredError } from '@mirakuru/core/errors'
import type { TestContext } from 'vitest'
import { findClient } from './worker.js'

type Test = TestContext['task']

/** What is kept free for clearing away a start that failed: the error that is shown has to be ours, not Vitest's. */
const longestReserve = 500
const reservePart = 0.1

const firstSetUps = new WeakMap<Test, { attempt: string; startedAt: number }>()

/** For whom a process is started. */
export interface StartContext {
  /** The test whose set-up this is. */
  readonly test: Test | undefined
  /** Cancels the start. */
  readonly signal: AbortSignal | undefined
}

/**
 * Starts a process in less time than the test has left, so that the error shown is the one that explains.
 *
 * @throws what {@link HeldProcess.start} throws
 */
export async function startInTime(
  held: HeldProcess,
  { test, signal }: StartContext,
): Promise<void> {
  if (test !== undefined) noteFirstSetUp(test)
  await findClient().connect()
  const limit = findTimeLeft(test)
  try {
    await held.start({ limit, signal })
  } catch (error) {
    const isOurs = error instanceof TimeoutExpiredError && error.timeout === limit
    throw isOurs ? nameTheLimit(error, test?.timeout ?? limit) : error
  }
}

/**
 * How many milliseconds the test has left. Vitest counts the set-up of fixtures against the limit of the test that needs
 * them first; several of them share it.
 */
function findTimeLeft(test: Test | undefined): number | undefined {
  const limit = test?.timeout
  if (test === undefined || limit === undefined || !Number.isFinite(limit) || limit <= 0)
    return undefined
  const usable = limit - Math.min(longestReserve, limit * reservePart)
  return Math.max(1, Math.round(usable - (performance.now() - noteFirstSetUp(test))))
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

/** The start had to end before its own time-out: say which setting would have let it go on. */
function nameTheLimit(error: TimeoutExpiredError, testTimeout: number): TimeoutExpiredError {
  const hint = `  the test that needs it may take ${testTimeout / 1000} s, its set-up included: raise testTimeout, or the timeout of this test`
  const [headline, ...rest] = error.message.split('\n')
  const message = [headline, hint, ...rest].join('\n')
  const stack = error.stack?.replace(error.message, () => message)
  return Object.assign(error, { message, stack })
}
