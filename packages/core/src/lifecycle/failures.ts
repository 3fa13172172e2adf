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

/** The facts about an executor in every message. */
export interface Subject {
  readonly name: string
  readonly command: string
  readonly cwd: string
  readonly log: string
  /** The file with the full output. */
  readonly outputFile?: string | undefined
}

/** The progress of a wait. */
export interface Progress {
  readonly deadline: Deadline
  /** How long the caller could wait, if that is less than the start may take. Milliseconds. */
  readonly limit?: number
  readonly lastAttempt: string | undefined
  /** What all attempts saw, counted; empty when they all saw the same. */
  readonly attempts: string
  /** Possible causes. */
  readonly hints?: readonly string[]
  /** The error behind the last attempt. */
  readonly cause?: unknown
}

/** Another process serves what the executor was going to wait for. */
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

/** No port can be allocated because too many files are open. */
export function outOfFiles(
  { name, command, cwd }: Omit<Subject, 'log'>,
  cause: NodeJS.ErrnoException,
): SpawnError {
  const errno = cause.code ?? 'UNKNOWN'
  const headline = `Cannot start "${name}": ${describeExhaustion(errno)}`
  return new SpawnError(describeFailure({ headline, command, cwd }), { errno, command }, { cause })
}

/** The command that fills its folder or its image has failed. */
export function failedToPrepare(
  subject: Subject,
  exit: Pick<Exit, 'code' | 'signal'>,
  progress: Progress,
): ProcessExitedWithError {
  const headline = `Cannot start "${subject.name}": its preparation ${describeEnd(exit)}`
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
 * It ended with an unexpected status, before or when it was stopped.
 *
 * @param wasRunning - whether it was running when it was stopped
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

/** Describes an unexpected exit: before the stop, or as the response to it. */
export function describeFinish(
  name: string,
  exit: Pick<Exit, 'code' | 'signal'>,
  wasRunning: boolean,
): { readonly headline: string; readonly hints: readonly string[] } {
  // A SIGKILL that was not ours is not the response of a program: another process sent it, or the system for want of
  // memory.
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

/** A start was stopped, or its client ended, before it was complete. */
export function startCancelled(name: string): ExecutorError {
  return new ExecutorError(`Cannot start "${name}": it was stopped while it was starting`)
}

/** The system refused the kill signal. */
export function stopFailed(name: string, pids: readonly number[]): ExecutorError {
  const which = pids.length === 1 ? `process ${pids[0]} is` : `processes ${pids.join(', ')} are`
  return new ExecutorError(`Cannot stop "${name}": ${which} still alive after SIGKILL`)
}
