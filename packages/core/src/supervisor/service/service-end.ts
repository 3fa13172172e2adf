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

/** How long a process may take to stop when everybody who could wait for it is dead. Milliseconds. */
const orphanGrace = 1_500
/** How long a start may take to be given up; most of it is to kill what it had launched. Milliseconds. */
const giveUpTimeout = 10_000
/** How long a stop may take beside what the process has to obey: to kill it, to look for its rest, to remove its folder. Milliseconds. */
const stopGrace = 15_000

/** A process that a keeper holds for this run. */
export interface HeldElsewhere {
  /** Whether an earlier run had left it running. */
  readonly isFound: boolean
  /** The name of this run's lease, for others that refer to the process. */
  readonly lease: string
  /** What a start is here. */
  bringUp(startable: Startable, order: StartOrder): Promise<Running>
  /** Gives the lease back; the process is left to whoever comes next. */
  release(): Promise<void>
}

/** What the end of a process depends on. */
export interface EndParts {
  readonly executor: SimpleExecutor
  readonly blueprint: Blueprint
  /** Leases of the processes it refers to, by the names it has for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  /** Where it comes from if it outlives the run. */
  readonly kept: HeldElsewhere | undefined
  readonly crash: CrashState
  /** Of this process; `undefined` when nobody asked for a report. */
  readonly recorder: ProcessRecorder | undefined
  readonly statistics: Statistics
  readonly log: (line: string) => void
}

/**
 * The end of a process that was held, and of what only it had held.
 *
 * {@link gone} waits for no other process, and {@link over} only for the ends of what this one refers to. So whoever
 * waits for something that depends on a process waits for the first; the second would wait for the process itself.
 */
export class ServiceEnd {
  readonly #parts: EndParts
  /** Resolves when nothing is left of the process; rejects with how it ended, where that was not asked for. */
  readonly gone: Promise<void>
  /** As {@link gone}, once nothing is left either of what it had held alone. */
  readonly over: Promise<void>
  #abandonedSince: number | undefined
  #wait: { readonly target: string; readonly since: number } | undefined

  /** @param started - a start under way, which somebody has made reject */
  constructor(parts: EndParts, started: Promise<void> | undefined) {
    this.#parts = parts
    // Not before everybody can see that it ends.
    const takenDown = Promise.resolve().then(() => this.#takeDown(started))
    // What it gives back begins to end before anybody can learn that it is gone.
    const returned = takenDown.catch(() => undefined).then(() => [this.#giveBack()])
    this.gone = returned.then(() => takenDown)
    this.over = returned.then(([others]) => others).then(() => takenDown)
    for (const each of [this.gone, this.over]) each.catch(() => undefined)
  }

  /** What it waits for, for people; `undefined` when the process is gone. */
  describeWait(): string | undefined {
    if (this.#wait === undefined) return undefined
    const { target, since } = this.#wait
    return `"${this.#parts.executor.name}" waits for ${target}, ${formatDuration(now() - since)} so far`
  }

  /**
   * Nobody is left who could wait for it, whatever time it may take to stop: it is killed soon.
   *
   * @param since - when that happened; what depends on it has used up a part of the time already
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
      // How it has failed is for whoever wanted it.
      const givenUp = started?.catch(() => undefined)
      if (givenUp) await this.#within(giveUpTimeout, 'its start to be given up', givenUp)
      // What is under way, `stopped()` of a client that hangs for example, must not start it once more.
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

  /** A crash that somebody knows of is no error any more; one that nobody knows of is, whatever its exit code. */
  async #stop(): Promise<void> {
    const { executor, crash } = this.#parts
    let found = crash.find()
    const { log, process } = lifeOf(executor)
    const wasRunning = process?.hasEnded() === false
    const before = log.position
    try {
      await executor.stop()
    } catch (error) {
      if (!(error instanceof ProcessFinishedWithError)) throw error
      const isNews = !wasRunning || !noteAnswer(this.#parts, error, log.textSince(before))
      if (isNews) found ??= crash.notice(wasRunning) // or it ended in the moment in which it was stopped
    } finally {
      // It may have joined a stop that kept ports and folder for a start that does not come any more.
      await executor.stop()
    }
    if (found?.isTold === false) throw found.error
  }

  /** @throws {@link ExecutorError} that says what was waited for; what can be seen of the process is killed then */
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
