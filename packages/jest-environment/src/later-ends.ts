import { findClient } from './worker.js'

type Tell = (error: Error) => void

/** Whom to tell how a process ended that nobody waited for, by the lease of its test. */
const tellers = new Map<string, Tell>()

/** The process of a test may end later: {@link settleEnds} waits for it, and tells how it ended if nobody had asked for that. */
export function endLater(lease: string, tell: Tell): void {
  tellers.set(lease, tell)
}

/** Waits until the processes are gone that tests had for themselves. */
export async function settleEnds(): Promise<void> {
  if (tellers.size === 0) return
  for (const [lease, error] of await findClient().settle()) tellers.get(lease)?.(error)
  tellers.clear()
}
