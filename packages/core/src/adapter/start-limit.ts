import { performance } from 'node:perf_hooks' // the global one may be a fake
import type { HeldProcess } from '../client/index.js'
import { TimeoutExpiredError } from '../errors/index.js'

/** What is kept free for clearing away a start that failed: the error that is shown has to be ours, not the runner's. */
const longestReserve = 1_000
const reservePart = 0.1

/** The time that a test has for itself and what is set up for it. */
export interface StartLimit {
  /** When it began to run out, by `performance.now()`. */
  readonly since: number
  /** Milliseconds; `undefined`, 0 or infinite where there is no limit. */
  readonly allowed: number | undefined
  /** How it is raised. */
  readonly advice: string
  /** Cancels the start. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts a process in less time than its test has left, so that the error shown is the one that explains.
 *
 * @throws what {@link HeldProcess.start} throws
 */
export async function startInTime(held: HeldProcess, limit: StartLimit): Promise<void> {
  const left = findTimeLeft(limit)
  try {
    await held.start({ limit: left, signal: limit.signal })
  } catch (error) {
    const isOurs = error instanceof TimeoutExpiredError && error.timeout === left
    throw isOurs ? nameLimit(error, limit) : error
  }
}

function findTimeLeft({ since, allowed = 0 }: StartLimit): number | undefined {
  if (!Number.isFinite(allowed) || allowed <= 0) return undefined
  const usable = allowed - Math.min(longestReserve, allowed * reservePart)
  return Math.max(1, Math.round(usable - (performance.now() - since)))
}

/** The start had to end before its own time-out: say which setting would have let it go on. */
function nameLimit(
  error: TimeoutExpiredError,
  { allowed = 0, advice }: StartLimit,
): TimeoutExpiredError {
  const hint = `  the test that needs it may take ${allowed / 1000} s, its set-up included: ${advice}`
  const [headline, ...rest] = error.message.split('\n')
  const message = [headline, hint, ...rest].join('\n')
  const stack = error.stack?.replace(error.message, () => message)
  return Object.assign(error, { message, stack })
}
