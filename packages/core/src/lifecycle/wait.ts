import type { Pattern } from '../declaration/index.js'
import {
  describeEnd,
  describeFailure,
  formatDuration,
  ProcessExitedWithError,
  TimeoutExpiredError,
} from '../errors/index.js'
import { linkSignals } from '../internal/abort.js'
import { Deadline, settlesWithin } from '../internal/clock.js'
import type { Exit, ProcessLog } from '../process/index.js'
import {
  type Attempt,
  compilePattern,
  notReady,
  OutputSearch,
  poll,
  ready,
  type SearchedStream,
  Tally,
} from '../readiness/index.js'
import type { Subject } from './failures.js'

/** Time limit of a check without a time limit of its own: the process has ended, or the timeout is 0. Milliseconds. */
const lastLook = 1_000

/** What waits, for which process, and how long. */
export interface WaitContext {
  /** Resolves when no process is left or starting that could satisfy the wait, and its final output has arrived. */
  readonly whenGone: (signal: AbortSignal) => Promise<Exit | undefined>
  readonly log: ProcessLog
  /** Milliseconds. */
  readonly timeout: number
  readonly describe: () => Subject
  /** Ends the wait with its reason. */
  readonly signal: AbortSignal | undefined
}

/** Waits until output matches; what was printed before counts. */
export async function waitForOutput(
  context: WaitContext,
  pattern: Pattern,
  stream: SearchedStream,
): Promise<RegExpExecArray> {
  const compiled = compilePattern(pattern)
  const search = new OutputSearch(compiled, stream, true)
  for (const each of ['stdout', 'stderr'] as const) search.feed(each, context.log.bytes(each))
  const stop = context.log.onChunk((each, chunk) => search.feed(each, chunk))
  try {
    const missing = notReady(`its output did not match ${String(compiled)}`)
    await waitUntil(context, {
      target: `output that matches ${String(compiled)}`,
      describe: (name) => `the output of "${name}" to match ${String(compiled)}`,
      reached: `its output matched ${String(compiled)}`,
      attempt: async () => (search.match === undefined ? missing : ready),
      onLast: () => search.finish(),
    })
    return search.match as RegExpExecArray
  } finally {
    stop()
  }
}

/** Waits until a check returns true. */
export async function waitForCondition(
  context: WaitContext,
  check: () => boolean | PromiseLike<boolean>,
): Promise<void> {
  const attempt = async (): Promise<Attempt> => {
    try {
      return (await check()) ? ready : notReady('the check returned false')
    } catch (error) {
      return notReady(error instanceof Error ? error.message : String(error), error)
    }
  }
  await waitUntil(context, {
    target: 'a condition',
    describe: (name) => `the check of "${name}" to return true`,
    reached: 'the check returned true',
    attempt,
  })
}

/** What is waited for. */
interface Awaited {
  readonly target: string
  /** After `waiting for`. */
  readonly describe: (name: string) => string
  /** After `before`. */
  readonly reached: string
  readonly attempt: () => Promise<Attempt>
  /** Called when nothing more is waited for, before the last attempt. */
  readonly onLast?: () => void
}

async function waitUntil(context: WaitContext, awaited: Awaited): Promise<void> {
  const { attempt, onLast } = awaited
  const look = async (): Promise<boolean> => {
    const outcome = attempt()
    return (await settlesWithin(outcome, lastLook)) && (await outcome).ready
  }
  const lookForTheLastTime = (): Promise<boolean> => {
    onLast?.()
    return look()
  }
  if (context.timeout <= 0 && (await lookForTheLastTime())) return
  const tally = new Tally()
  const ending = new AbortController()
  const deadline = new Deadline(context.timeout)
  const onEnd = async (): Promise<void> => {
    const exit = await context.whenGone(ending.signal)
    if (ending.signal.aborted) return
    // The final output may satisfy the wait.
    if (await lookForTheLastTime()) return
    ending.abort(endedFirst(context.describe(), awaited, exit))
  }
  const unlink = linkSignals(context.signal, ending)
  onEnd().catch((error: unknown) => ending.abort(error))
  try {
    const outcome = await poll({
      attempt,
      deadline,
      tally,
      signal: ending.signal,
      onHint: (wake) => context.log.onChunk(wake),
    })
    if (outcome !== 'expired') return
    // What was printed a moment ago might have grown.
    if (onLast !== undefined && (await lookForTheLastTime())) return
    throw expired(context, awaited, tally)
  } finally {
    unlink()
    ending.abort()
  }
}

function endedFirst(
  subject: Subject,
  { describe, reached }: Awaited,
  exit: { code: number | null; signal: NodeJS.Signals | null } = { code: null, signal: null },
): ProcessExitedWithError {
  const { name, log } = subject
  const hasExited = exit.code !== null || exit.signal !== null
  const headline = hasExited
    ? `"${name}" ${describeEnd(exit)} before ${reached}`
    : `Cannot wait for ${describe(name)}: it is not running`
  const fields = { exitCode: exit.code, signal: exit.signal, log }
  return new ProcessExitedWithError(
    describeFailure({ ...subject, logFile: subject.outputFile, headline }),
    fields,
  )
}

function expired(
  context: WaitContext,
  { target, describe }: Awaited,
  tally: Tally,
): TimeoutExpiredError {
  const { timeout } = context
  const subject = context.describe()
  const waited = `Timed out after ${formatDuration(timeout)}`
  const headline = `${waited} waiting for ${describe(subject.name)}`
  const facts = tally.lastAttempt === undefined ? [] : [`last attempt: ${tally.lastAttempt}`]
  const message = describeFailure({ ...subject, logFile: subject.outputFile, headline, facts })
  const { lastAttempt, cause } = tally
  const fields = { timeout, target, lastAttempt, log: subject.log }
  return new TimeoutExpiredError(message, fields, cause === undefined ? {} : { cause })
}
