import { tellFailure } from '@mirakuru/core/client'
import { ExecutorError, ProcessCrashedError } from '@mirakuru/core/errors'
import type { CallSite } from './call-site.js'
import { findClient } from './worker.js'

/** Whose process it was. */
interface Owner {
  readonly test: string
  readonly callSite: CallSite
}

/** The tests that did not wait for the end of their processes, by the lease they had. */
const owners = new Map<string, Owner>()

/** The process of a test may end later: {@link settleEnds} waits for it. */
export function endLater(lease: string, owner: Owner): void {
  owners.set(lease, owner)
}

/** What {@link settleEnds} has found, and {@link tellEnds} has not told yet. */
const untold: { readonly fault: Error; readonly callSite: CallSite | undefined }[] = []

/** Waits until the processes are gone that the tests of this file had for themselves. */
export async function settleEnds(): Promise<void> {
  if (owners.size === 0) return
  const ends = await findClient().settle()
  for (const [lease, error] of ends) {
    const { test, callSite } = owners.get(lease) ?? {}
    const fault = error instanceof ProcessCrashedError ? tellFailure(error, test) : error
    untold.push({ fault, callSite })
  }
  owners.clear()
}

/**
 * For the very end of a file: when something is thrown earlier, Vitest does not give the processes of the file back.
 *
 * @throws how processes ended, where that was not asked for
 */
export function tellEnds(): void {
  const [first, ...others] = untold.splice(0)
  if (first === undefined) return
  const fault =
    others.length === 0 ? first.fault : combine([first, ...others].map((each) => each.fault))
  throw first.callSite?.mark(fault) ?? fault
}

function combine(faults: readonly Error[]): ExecutorError {
  const messages = faults.map(({ message }) => message).join('\n')
  const headline = `${faults.length} processes ended unexpectedly:`
  return new ExecutorError(`${headline}\n${messages}`)
}
