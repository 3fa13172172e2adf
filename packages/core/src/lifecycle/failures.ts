import {
  AlreadyRunningError,
  describeEnd,
  describeFailure,
  describeUnexpectedEnd,
  ExecutorError,
  formatDuration,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  SpawnError,
  TimeoutExpiredError,
  type Holder,
} from '../errors/index.js'
import type { Deadline } from '../internal/clock.js'
import { describeExhaustion } from '../internal/exhaustion.js'
import type { Exit } from '../process/index.js'
import type { Goal } from './goal.js'

/** What every message says of an executor. */
export interface Subject {
  readonly name: string
  readonly command: string
  readonly cwd: string
  readonly log: string
  /** Where all of the output is. */
  readonly outputFile?: string | undefined
}

/** How far a wait had come. */
export interface Progress {
  readonly deadline: Deadline
  /** What somebody could wait at most, where that is less than the start may take. Milliseconds. */
  readonly limit?: number
  readonly lastAttempt: string | undefined
  /** What all attempts saw, counted; empty when they all saw the same. */
  readonly attempts: string
  /** What may be wrong. */
  readonly hints?: readonly string[]
  /** The error behind the last attempt. */
  readonly cause?: unknown
}

/** Somebody else serves what the executor was going to wait for. */
export function alreadyRunning(
  { name, command, cwd }: Omit<Subject, 'log'>,
  goal: Goal,
  holder: Holder | undefined,
  reason: string = goal.taken ?? `${goal.target} is already in use`,
): AlreadyRunningError {
  const message = describeFailure({
    command,
    cwd,
    headline: `Cannot start "${name}": ${reason}`,
    facts: holder === undefined ? [] : [describeHolder(holder)],
  })
  return new AlreadyRunningError(message, { target: goal.target, holder })
}

/** The system gives no port to somebody who has too many files open. */
export function outOfFiles(
  { name, command, cwd }: Omit<Subject, 'log'>,
  cause: NodeJS.ErrnoException,
): SpawnError {
  const errno = cause.code ?? 'UNKNOWN'
  const headline = `Cannot start "${name}": ${describeExhaustion(errno)}`
  return new SpawnError(describeFailure({ headline, command, cwd }), { errno, command }, { cause })
}

/** What was to fill the folder that it starts from has failed. */
export function failedToPrepare(
  subject: Subject,
  exit: Pick<Exit, 'code' | 'signal'>,
  progress: Progress,
): ProcessExitedWithError {
  const headline = `Cannot start "${subject.name}": the preparation of its folder ${describeEnd(exit)}`
  const message = describeFailure({
    ...subject,
    logFile: subject.outputFile,
    headline,
    facts: describeProgress(progress),
  })
  const { code: exitCode, signal } = exit
  return new ProcessExitedWithError(message, { exitCode, signal, log: subject.log })
}

/** It ended before it was ready. */
export function exitedBeforeReady(
  subject: Subject,
  goal: Goal,
  exit: Exit,
  progress: Progress,
): ProcessExitedWithError {
  const facts = describeProgress(progress)
  if (exit.code === 0) facts.push('no process that it started was left running')
  const headline = `Cannot start "${subject.name}": it ${describeEnd(exit)} before ${goal.gerund}`
  return new ProcessExitedWithError(
    describeFailure({ ...subject, logFile: subject.outputFile, headline, facts }),
    {
      exitCode: exit.code,
      signal: exit.signal,
      log: subject.log,
    },
  )
}

/** It was not ready in time. */
export function notReadyInTime(
  subject: Subject,
  goal: Goal,
  progress: Progress,
): TimeoutExpiredError {
  const timeout = progress.limit ?? progress.deadline.timeout
  const missed = goal.missed ?? `it did not ${goal.infinitive}`
  const headline = `Cannot start "${subject.name}": ${missed} within ${formatDuration(timeout)}`
  const message = describeFailure({
    ...subject,
    logFile: subject.outputFile,
    headline,
    facts: describeProgress(progress),
  })
  const { target } = goal
  const { lastAttempt, cause } = progress
  return new TimeoutExpiredError(
    message,
    { timeout, target, lastAttempt, log: subject.log },
    cause === undefined ? {} : { cause },
  )
}

/**
 * It had ended, or ended when it was stopped, with a status that is not expected.
 *
 * @param wasRunning - whether it ran when it was stopped
 */
export function finishedWithError(
  subject: Subject,
  exit: Exit,
  wasRunning: boolean,
): ProcessFinishedWithError {
  const { headline, hints } = describeFinish(subject.name, exit, wasRunning)
  return new ProcessFinishedWithError(
    describeFailure({ ...subject, logFile: subject.outputFile, headline, facts: hints }),
    {
      exitCode: exit.code,
      signal: exit.signal,
      log: subject.log,
    },
  )
}

/** How a process ended that had to end: by itself before, or in a way of its own when it was stopped. */
export function describeFinish(
  name: string,
  exit: Pick<Exit, 'code' | 'signal'>,
  wasRunning: boolean,
): { readonly headline: string; readonly hints: readonly string[] } {
  // A SIGKILL that was not ours is no program's answer: somebody else sent it, or the system for want of memory.
  if (!wasRunning || exit.signal === 'SIGKILL')
    return { headline: `"${name}" ${describeUnexpectedEnd(exit)}`, hints: [] }
  const answer = exit.code ?? `"${exit.signal}"`
  return {
    headline: `"${name}" ${describeEnd(exit)} when it was stopped`,
    hints: [`hint: if that is its answer to the stop signal, set "expectedExitCode" to ${answer}`],
  }
}

function describeProgress({ deadline, lastAttempt, attempts, hints = [] }: Progress): string[] {
  const elapsed = Math.min(deadline.elapsed, deadline.timeout)
  const waited = `after ${formatDuration(elapsed)} of ${formatDuration(deadline.timeout)}`
  const last = lastAttempt === undefined ? '' : `; last attempt: ${lastAttempt}`
  const all = attempts === '' ? [] : [`all attempts: ${attempts}`]
  return [waited + last, ...all, ...hints.map((hint) => `hint: ${hint}`)]
}

function describeHolder({ pid, command, cwd }: Holder): string {
  const place = cwd === undefined ? '' : `, cwd ${cwd}`
  return `held by: ${command === '' ? 'a process' : command}   (pid ${pid}${place})`
}

/** A stop, or the end of whoever wanted it, came before a start was over. */
export function startCancelled(name: string): ExecutorError {
  return new ExecutorError(`Cannot start "${name}": it was stopped while it was starting`)
}

/** The system did not let the kill signal through. */
export function stopFailed(name: string, pids: readonly number[]): ExecutorError {
  const which = pids.length === 1 ? `process ${pids[0]} is` : `processes ${pids.join(', ')} are`
  return new ExecutorError(`Cannot stop "${name}": ${which} still alive after SIGKILL`)
}
