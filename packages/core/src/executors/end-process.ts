import type { ExecutorError } from '../errors/index.js'
import { terminateTree } from '../process/index.js'
import { finishedWithError, stopFailed, type Subject } from './failures.js'
import { settleIn } from './settle-in.js'
import type { Startable } from './start.js'
import type { Running } from './state.js'
import type { Takedown } from './takedown.js'
import { wasAskedFor } from './verdict.js'

/** Of whom a process is. */
export interface EndContext {
  readonly executor: Startable
  readonly describe: () => Subject
}

/**
 * Ends a process as planned, with everything it started.
 *
 * @returns what is wrong with how it ended
 */
export async function endProcess(
  { process, readyAt = 0 }: Running,
  takedown: Takedown,
  { executor, describe }: EndContext,
): Promise<ExecutorError | undefined> {
  const { name, stopTimeout } = executor.options
  const wasRunning = !process.hasEnded()
  if (takedown.stopSignal !== undefined) await settleIn(process, readyAt, executor)
  const survivors = await terminateTree(process, { ...takedown, stopTimeout })
  if (survivors.length > 0) return stopFailed(name, survivors)
  const exit = await process.exited
  if (takedown.stopSignal === undefined || wasAskedFor(exit, takedown)) return undefined
  return finishedWithError(describe(), exit, wasRunning)
}
