import { ExecutorError } from '../errors/index.js'
import { finishedWithError, stopFailed, type Subject } from './failures.js'
import { describeForcedStop, warnOfForcedStop } from './forced-stop.js'
import { settleIn } from './settle-in.js'
import type { ParsedOptions } from '../declaration/index.js'
import type { Running } from './state.js'
import type { Takedown } from './takedown.js'
import { wasAskedFor } from './verdict.js'

/** The options of a process, and how it reports. */
export interface EndContext {
  readonly options: ParsedOptions
  readonly describe: () => Subject
  /** Called when it had to be killed because it did not end after its stop signal. */
  readonly onForced: ((text: string) => void) | undefined
}

/**
 * Ends a process as planned, with everything it started.
 *
 * @returns the error, if it did not end as requested
 */
export async function endProcess(
  running: Running,
  takedown: Takedown,
  { options, describe, onForced = warnOfForcedStop }: EndContext,
): Promise<ExecutorError | undefined> {
  const { process } = running
  const { name, args, stopTimeout } = options
  const wasRunning = !process.hasEnded()
  if (takedown.stopSignal !== undefined) await settleIn(running)
  const ended = process.end({ ...takedown, stopTimeout })
  const fault = await ended.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (fault instanceof ExecutorError) return fault
  const survivors = await ended
  if (survivors.length > 0) return stopFailed(name, survivors)
  const exit = await process.exited
  if (process.hasDisobeyed) onForced(describeForcedStop(options, takedown.stopSignal, exit))
  if (takedown.stopSignal === undefined || wasAskedFor(exit, { ...takedown, args }))
    return undefined
  return finishedWithError(describe(), exit, wasRunning)
}
