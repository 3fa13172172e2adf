import type { ParsedOptions } from '../declaration/index.js'
import { AlreadyRunningError, ExecutorError, SpawnError } from '../errors/index.js'
import { linkSignals } from '../internal/abort.js'
import { Deadline, now, settlesWithin } from '../internal/clock.js'
import { isExhausted } from '../internal/exhaustion.js'
import { prepareToLaunch, type ProcessLog } from '../process/index.js'
import { poll, Tally } from '../readiness/index.js'
import { actAs } from './act-as.js'
import { Allocation, type KeptAllocation } from './allocation.js'
import type { Deed } from './deed.js'
import { exitedBeforeReady, notReadyInTime, outOfFiles, type Subject } from './failures.js'
import { fillFolder } from './fill-folder.js'
import type { Goal } from './goal.js'
import { findHints } from './hints.js'
import type { Instance, Launched } from './instance.js'
import type { LentProcess } from './lent-process.js'
import type { ReadinessStep } from './readiness-step.js'
import { resolveOptions, type ResolvedOptions } from './resolve.js'
import type { Seen, StartProgress, StepDescription } from './start-progress.js'
import type { Running } from './state.js'
import type { StartContext } from './start-context.js'
import { describeWatcher } from './watcher.js'

/** How a further command is run. */
export interface CarryOutOptions {
  readonly options: ResolvedOptions
  readonly signal: AbortSignal
}

/** What a start requires of its executor. */
export interface Startable {
  readonly options: ParsedOptions
  readonly log: ProcessLog
  /** Rejects when another process is there already. */
  assertAlone(signal: AbortSignal): Promise<void>
  /** Brings it to life; nothing is left when it rejects. */
  launch(order: LaunchOrder): Promise<Launched>
  /** Takes what another process has started. */
  adopt(lent: LentProcess): Launched
  /** Runs one of its further commands, or asks its agent. */
  readonly carryOut: (
    option: string,
    args: readonly string[],
    how: CarryOutOptions,
  ) => Promise<Deed>
}

const repeatsOnPortClash = 5
/** How long output may still arrive after an exit: the last lines are the most useful. Milliseconds. */
export const lastWordsGrace = 100
/** Ends it without a stop signal. */
export const killAtOnce = { stopSignal: undefined, stopTimeout: 0, killSignal: 'SIGKILL' } as const

/** How a start is carried out. */
export interface StartOrder {
  readonly signal: AbortSignal
  /** The previous allocation of the executor. */
  readonly previous: KeptAllocation | undefined
  readonly progress: StartProgress
  readonly context: StartContext
  /** Called when ports and folders are known, before everything else. */
  readonly onResolved: (resolved: ResolvedOptions) => void
  /** Called with what was launched, before it is ready. */
  readonly onLaunched: (process: Instance) => void
}

/** How something is brought to life. */
export interface LaunchOrder extends Pick<StartOrder, 'signal' | 'progress' | 'context'> {
  readonly resolved: ResolvedOptions
  readonly deadline: Deadline
}

/**
 * Starts a process and waits until it is ready. Failing or aborting leaves nothing behind. When an allocated port turns
 * out to be taken after all, the start is repeated with another.
 */
export async function startProcess(startable: Startable, order: StartOrder): Promise<Running> {
  const { signal, previous } = order
  assertAvailable(startable.options)
  const executor = { ...startable, options: actAs(startable.options) }
  const deadline = new Deadline(executor.options.startTimeout)
  prepareToLaunch()
  let kept = previous
  for (let repeats = 0; ; repeats++) {
    const allocation = await allocate(executor, order, kept)
    try {
      if (kept?.tmp === undefined)
        await fillFolder(executor.options, { ...order, allocation, deadline })
      const launched = await startOnce(executor, { ...order, allocation, deadline })
      return { ...launched, allocation, readyAt: now() }
    } catch (error) {
      const isLast = repeats === repeatsOnPortClash || signal.aborted || deadline.remaining === 0
      const isRepeated = !isLast && (await hasClashed(error, allocation))
      allocation.releasePorts()
      if (!isRepeated) {
        await allocation.removeTmp(order.context.onLeft)
        throw error
      }
      kept = { tmp: allocation.tmp }
    }
  }
}

/** @throws {@link SpawnError} if it was declared that it cannot be started here */
function assertAvailable({ name, args, unavailable }: ParsedOptions): void {
  if (unavailable === undefined) return
  const fields = { errno: 'ENOENT', command: args.join(' ') }
  throw new SpawnError(`Cannot start "${name}": ${unavailable}`, fields)
}

/** The process that served the port may have ended since. */
async function hasClashed(error: unknown, allocation: Allocation): Promise<boolean> {
  const wasServed = allocation.hasOwnPort && error instanceof AlreadyRunningError
  return wasServed || allocation.hasLostPort()
}

async function allocate(
  { options }: Startable,
  { context }: StartOrder,
  kept: KeptAllocation | undefined,
): Promise<Allocation> {
  try {
    return await Allocation.make(options, kept)
  } catch (error) {
    if (!isExhausted(error)) throw error
    throw outOfFiles(resolveOptions(options, {}, context), error as NodeJS.ErrnoException)
  }
}

interface AllocatedStart extends StartOrder {
  readonly allocation: Allocation
  readonly deadline: Deadline
}

async function startOnce(executor: Startable, start: AllocatedStart): Promise<Launched> {
  const resolved = resolveOptions(executor.options, start.allocation, start.context)
  start.onResolved(resolved)
  openLogFile(executor.log, resolved)
  await assertAlone(executor, resolved, start)
  const outputBefore = executor.log.position
  const launched = await executor.launch({ ...start, resolved })
  try {
    start.onLaunched(launched.process)
    for (const step of launched.steps)
      await takeStep(step, launched.process, { ...start, resolved, log: executor.log })
    start.signal.throwIfAborted()
    launched.onReady?.(executor.log.textSince(outputBefore))
    start.context.onReady?.()
    return launched
  } catch (error) {
    await launched.process.end(killAtOnce).catch(() => undefined) // why it did not start matters more
    throw error
  }
}

const aloneness: Goal = {
  target: 'the check before the start',
  infinitive: 'learn whether it runs already',
  gerund: 'learning whether it runs already',
  missed: 'preStartCheck() did not settle',
}

/** A check of the user's may hang: it takes at most the time of the start. */
async function assertAlone(
  executor: Startable,
  resolved: ResolvedOptions,
  { deadline, signal, progress }: AllocatedStart,
): Promise<void> {
  signal.throwIfAborted() // it may have been aborted before, and would emit no further event
  const over = new AbortController()
  const aborted = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { signal: over.signal })
  })
  const subject = (): Subject => ({ ...resolved, log: executor.log.text('both') })
  const describe = progress.enter({ goal: aloneness, deadline, subject })
  const check = executor.assertAlone(AbortSignal.any([signal, over.signal]))
  const isSettled = await settlesWithin(Promise.race([check, aborted]), deadline.remaining)
  over.abort()
  signal.throwIfAborted()
  if (isSettled) return check
  throw notReadyInTime(...describe())
}

function openLogFile(log: ProcessLog, { name, logFile }: ResolvedOptions): void {
  try {
    log.writeTo(logFile)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ExecutorError(`Cannot start "${name}": its log file cannot be written: ${reason}`, {
      cause,
    })
  }
}

interface StepContext extends AllocatedStart {
  readonly resolved: ResolvedOptions
  readonly log: ProcessLog
}

/** Waits for one step; fails as soon as the process exits. */
async function takeStep(
  step: ReadinessStep,
  process: Instance,
  { deadline, signal, progress, resolved, log }: StepContext,
): Promise<void> {
  const tally = new Tally()
  const subject = (): Subject => ({ ...resolved, log: log.text('both') })
  const seen = (): Seen => {
    const output = log.text('both')
    const watcher = process.hasEnded() ? [] : describeWatcher(resolved.command, output)
    return describeAttempts(step, tally, [...findHints(resolved, output), ...watcher])
  }
  const describe = progress.enter({ goal: step.goal, deadline, subject, seen })
  const ending = new AbortController()
  failOnEnd(step, process, { ending, describe }).catch((error: unknown) => ending.abort(error))
  const unlink = linkSignals(signal, ending)
  try {
    signal.throwIfAborted()
    const outcome = await poll({
      attempt: step.attempt,
      deadline,
      tally,
      signal: ending.signal,
      onHint: (wake) => log.onChunk(wake),
      watch: step.watch,
      ...(step.shortestPause === undefined ? {} : { shortestPause: step.shortestPause }),
    })
    if (outcome === 'expired') throw notReadyInTime(...describe())
  } finally {
    unlink()
    ending.abort(new ExecutorError('The wait is over'))
    await step.cleanedUp?.()
  }
}

interface StepEnd {
  readonly ending: AbortController
  readonly describe: () => StepDescription
}

/** Ends the wait for a process that has ended, once its final output has arrived. */
async function failOnEnd(
  { attempt, onGone }: ReadinessStep,
  process: Instance,
  { ending, describe }: StepEnd,
): Promise<void> {
  const exit = await process.whenGone(ending.signal)
  if (ending.signal.aborted || exit === undefined) return
  await process.drainOutput(lastWordsGrace)
  onGone?.()
  if (onGone !== undefined && (await attempt(ending.signal, lastWordsGrace)).ready) return
  const [subject, goal, seen] = describe()
  ending.abort(exitedBeforeReady(subject, goal, exit, seen))
}

function describeAttempts(
  step: ReadinessStep,
  { lastAttempt, attempts, cause }: Tally,
  causes: readonly string[],
): Seen {
  const hints = [...(step.hints?.(`${lastAttempt}; ${attempts}`) ?? []), ...causes]
  return { lastAttempt, attempts, cause, hints }
}
