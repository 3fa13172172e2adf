import { ExecutorError, formatDuration, ProcessFinishedWithError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import type { Running, Startable, StartOrder } from '../../lifecycle/index.js'
import { now, settlesWithin } from '../../internal/clock.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Blueprint } from './blueprint.js'
import type { CrashState } from './crash.js'
import type { Lease } from './lease.js'
import { noteAnswer } from './note-stop.js'
import type { Statistics } from './statistics.js'

/** How long a process may take to stop after the death of its last holder. Milliseconds. */
const orphanGrace = 1_500
/** How long a start may take to be cancelled, mostly to kill the processes it has spawned. Milliseconds. */
const giveUpTimeout = 10_000
/** How long a stop may take beside `stopTimeout`: to kill and sweep the tree, and remove its folder. Milliseconds. */
const stopGrace = 15_000

/** A process that a keeper holds for this run. */
export interface HeldElsewhere {
  /** Whether an earlier run had left it running. */
  readonly isFound: boolean
  /** The name of this run's lease, for dependents of the process. */
  readonly lease: string
  /** Starts or joins the process. */
  bringUp(startable: Startable, order: StartOrder): Promise<Running>
  /** Releases the lease; the process stays for the next run. */
  release(): Promise<void>
}

/** The parameters of a {@link ServiceEnd}. */
export interface EndParts {
  readonly executor: SimpleExecutor
  readonly blueprint: Blueprint
  /** Leases of the processes it refers to, by the names it uses for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  /** Its lease at the keeper, if it outlives the run. */
  readonly kept: HeldElsewhere | undefined
  readonly crash: CrashState
  /** The recorder of this process; `undefined` without a report. */
  readonly recorder: ProcessRecorder | undefined
  readonly statistics: Statistics
  readonly log: (line: string) => void
}

/**
 * The end of a held process, and of the dependencies that only it held.
 *
 * {@link gone} waits for no other process; {@link over} also waits for the ends of its dependencies. A process that
 * waits for its dependents must wait for their {@link gone}: their {@link over} would wait for the process itself.
 */
export class ServiceEnd {
  readonly #parts: EndParts
  /** Resolves when the process has ended completely; rejects if it ended unexpectedly. */
  readonly gone: Promise<void>
  /** The same as {@link gone}, once the dependencies that only it held have ended, too. */
  readonly over: Promise<void>
  #abandonedSince: number | undefined
  #wait: { readonly target: string; readonly since: number } | undefined

  /** @param started - a pending start that was cancelled */
  constructor(parts: EndParts, started: Promise<void> | undefined) {
    this.#parts = parts
    // Deferred until the state shows that it ends.
    const takenDown = Promise.resolve().then(() => this.#takeDown(started))
    // Its dependencies begin to end before `gone` settles.
    const returned = takenDown.catch(() => undefined).then(() => [this.#giveBack()])
    this.gone = returned.then(() => takenDown)
    this.over = returned.then(([others]) => others).then(() => takenDown)
    for (const each of [this.gone, this.over]) each.catch(() => undefined)
  }

  /** What it waits for, in words; `undefined` when the process is gone. */
  describeWait(): string | undefined {
    if (this.#wait === undefined) return undefined
    const { target, since } = this.#wait
    return `"${this.#parts.executor.name}" waits for ${target}, ${formatDuration(now() - since)} so far`
  }

  /**
   * Kills it soon, as its last holder is dead.
   *
   * @param since - when the holder died; the ends of dependents have used a part of the time already
   */
  hurry(since: number): void {
    if (this.#abandonedSince !== undefined) return
    this.#abandonedSince = since
    const left = Math.max(0, since + orphanGrace - now())
    void settlesWithin(this.gone, left).then((isInTime) =>
      isInTime ? undefined : this.#parts.executor.kill().catch(() => undefined),
    )
  }

  async #takeDown(started: Promise<void> | undefined): Promise<void> {
    const { executor, blueprint, kept, log, recorder } = this.#parts
    const { stopTimeout } = blueprint.plan.options
    try {
      // The client that requested it gets the error of the start.
      const givenUp = started?.catch(() => undefined)
      if (givenUp) await this.#within(giveUpTimeout, 'its start to be given up', givenUp)
      // Pending calls, such as `stopped()` of a client that hangs, must not start it again.
      lifeOf(executor).retire()
      await this.#within(stopTimeout + stopGrace, 'its stop', this.#stop())
    } finally {
      lifeOf(executor).retire()
      await kept?.release().catch(() => undefined)
      this.#wait = undefined
      log('gone')
      recorder?.gone()
    }
  }

  /** A crash that was reported is not an error again; one that was not is, whatever its exit code. */
  async #stop(): Promise<void> {
    const { executor, crash } = this.#parts
    let found = crash.find()
    const { log, process } = lifeOf(executor)
    const wasRunning = process?.hasEnded() === false
    const before = log.position
    try {
      await lifeOf(executor).stop({})
    } catch (error) {
      if (!(error instanceof ProcessFinishedWithError)) throw error
      const isNews = !wasRunning || !noteAnswer(this.#parts, error, log.textSince(before))
      if (isNews) found ??= crash.notice(wasRunning) // it ended just before its stop signal
    } finally {
      // The first may have joined a stop that kept ports and folder for a start, which is cancelled now.
      await lifeOf(executor).stop({})
    }
    if (found?.isTold === false) throw found.error
  }

  /** @throws {@link ExecutorError} that says what was waited for, after it has killed the visible processes */
  async #within(limit: number, target: string, wait: Promise<unknown>): Promise<void> {
    this.#wait = { target, since: now() }
    if (await settlesWithin(wait, limit)) return void (await wait)
    const { executor, log } = this.#parts
    const { process } = lifeOf(executor)
    process?.expectForce()
    process?.signal('SIGKILL')
    const error = new ExecutorError(
      `Cannot stop "${executor.name}": timed out after ${formatDuration(limit)} waiting for ${target}`,
    )
    log(error.message)
    throw error
  }

  async #giveBack(): Promise<unknown> {
    const since = this.#abandonedSince
    const { dependencies } = this.#parts
    return Promise.allSettled(
      [...dependencies.values()].map((lease) =>
        since === undefined ? lease.release() : lease.abandon(since),
      ),
    )
  }
}
