import { tellCrash } from '@mirakuru/core/client'
import { ExecutorError, ProcessCrashedError } from '@mirakuru/core/errors'
import { findClient } from './worker.js'

/** The tests that did not wait for the end of their processes, by the lease they had. */
const tests = new Map<string, string>()

/** The process of a test may end later: {@link settleEnds} waits for it. */
export function endLater(lease: string, test: string): void {
  tests.set(lease, test)
}

/**
 * Waits until the processes are gone that the tests of this file had for themselves.
 *
 * @throws how they ended, where that was not asked for
 */
export async function settleEnds(): Promise<void> {
  if (tests.size === 0) return
  const ends = await findClient().settle()
  const faults = [...ends].map(([lease, error]) =>
    error instanceof ProcessCrashedError ? tellCrash(error, tests.get(lease)) : error,
  )
  tests.clear()
  const [first, ...others] = faults
  if (first === undefined) return
  if (others.length === 0) throw first
  const messages = faults.map(({ message }) => message).join('\n')
  const headline = `${faults.length} processes ended in a way nobody had asked for:`
  throw new ExecutorError(`${headline}\n${messages}`, { cause: first })
}
