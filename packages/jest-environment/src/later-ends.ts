import { tellCrash } from '@mirakuru/core/client'
import { ProcessCrashedError } from '@mirakuru/core/errors'
import { shieldFrames } from './shield-frames.js'
import { findClient } from './worker.js'

/** The tests that did not wait for the end of their processes, by the lease they had. */
const tests = new Map<string, string>()

/** The process of a test may end later: {@link settleEnds} waits for it. */
export function endLater(lease: string, test: string): void {
  tests.set(lease, test)
}

/**
 * Waits until the processes are gone that tests had for themselves.
 *
 * @returns how they ended, where that was not asked for
 */
export async function settleEnds(): Promise<readonly Error[]> {
  if (tests.size === 0) return []
  const ends = await findClient().settle()
  const faults = [...ends].map(([lease, error]) =>
    error instanceof ProcessCrashedError ? tellCrash(error, tests.get(lease)) : error,
  )
  tests.clear()
  for (const fault of faults) fault.message = shieldFrames(fault.message)
  return faults
}
