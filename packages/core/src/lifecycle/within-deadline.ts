import { linkSignals } from '../internal/abort.js'
import { type Deadline, settlesWithin } from '../internal/clock.js'
import type { StartProgress } from './start-progress.js'

/** The start that work is a part of. */
export interface WorkOrder {
  readonly signal: AbortSignal
  readonly deadline: Deadline
  readonly progress: StartProgress
}

/**
 * Does work that is a part of a start. Its signal is aborted when the time limit of the start is over, with the error
 * that says so, and with the start.
 */
export async function withinDeadline<T>(
  { signal, deadline, progress }: WorkOrder,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const unlink = linkSignals(signal, over)
  try {
    const result = work(over.signal)
    const isSettled = await settlesWithin(result, deadline.remaining)
    if (!isSettled) over.abort(progress.explain(deadline.timeout))
    return await result
  } finally {
    unlink()
  }
}
