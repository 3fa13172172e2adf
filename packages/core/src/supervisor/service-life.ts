import { ProcessFinishedWithError, type TimeoutExpiredError } from '../errors/index.js'
import { lifeOf, startCancelled, type SimpleExecutor } from '../executors/index.js'
import { untilAborted } from '../internal/abort.js'
import { now, settlesWithin } from '../internal/clock.js'
import { createDeferred } from '../internal/deferred.js'
import type { ProcessRecorder } from '../report/index.js'
import type { Blueprint } from './blueprint.js'
import type { ChangedFiles } from './changed-files.js'
import type { CrashState } from './crash.js'
import type { KeptProcess } from './kept-process.js'
import type { Lease } from './lease.js'
import { addNeed } from './needed-by.js'
import type { Observer } from './observer.js'
import { readReferences } from './references.js'
import { serves } from './serves.js'
import type { Service } from './service.js'
import { reportSlowStart } from './slow-start.js'
import { takeSnapshot } from './snapshot.js'
import type { Statistics } from './statistics.js'

/** How long a process may take to stop when everybody who could wait for it is dead. Milliseconds. */
const orphanGrace = 1_500

/** What the life of a service depends on. */
export interface LifeParts {
  readonly executor: SimpleExecutor
  readonly blueprint: Blueprint
  /** Leases of the processes it refers to, by the names it has for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  /** Resolves when one that had the same key, and may have the same port, is gone. */
  readonly predecessor: Promise<unknown>
  /** Gets all of its output. */
  readonly logFile: string | undefined
  /** What it is started from. */
  readonly files: ChangedFiles
  /** Where it comes from if it outlives the run. */
  readonly kept: KeptProcess | undefined
  readonly crash: CrashState
  /** Of this process; `undefined` when nobody asked for a report. */
  readonly recorder: ProcessRecorder | undefined
  readonly observer: Observer
  readonly statistics: Statistics
  readonly log: (line: string) => void
  /** Called when the process was launched, and when it has ended. */
  readonly onChange: () => void
  /** Called when it was there already: an earlier run had left it. */
  readonly onFound: () => void
  /** Called when it begins to end; `gone` resolves when nothing is left of it. */
  readonly onEnd: (gone: Promise<void>) => void
}

/** `starting → ready → ending → gone`; a start that fails, or that nobody wants any more, leads to `ending` as well. */
type State =
  | (Starting & { readonly is: 'starting' })
  | { readonly is: 'ready' }
  | { readonly is: 'ending'; readonly gone: Promise<void> }

interface Starting {
  readonly abort: AbortController
  readonly started: Promise<void>
  /** Resolves when the executor has begun: before, it does not know its surroundings. */
  readonly begun: Promise<void>
}

/** The life of a process that is held: it is started at once, and ends once. */
export class ServiceLife {
  readonly #parts: LifeParts
  #state: State
  #abandonedSince: number | undefined

  constructor(parts: LifeParts) {
    this.#parts = parts
    this.#state = this.#bringUp((signal, onBegin) => this.#start(signal, onBegin))
  }

  get is(): State['is'] {
    return this.#state.is
  }

  /** Resolves when it is ready; one that was stopped on request is started again. */
  async whenReady(): Promise<void> {
    const { crash, executor } = this.#parts
    if (this.#state.is === 'starting') await this.#state.started
    if (lifeOf(executor).hasCrashed && crash.consequence === 'fail') throw crash.notice().error
    await this.startAgain()
  }

  /** Resolves when it is ready, however it had ended before. */
  async startAgain(): Promise<void> {
    if (this.#state.is === 'starting') await this.#state.started
    if (this.#state.is === 'ending') throw startCancelled(this.#parts.executor.name)
    const { executor, crash, files } = this.#parts
    // What it refers to may have ended with it.
    const needs = (): Promise<void>[] => this.#dependencies.map(({ life }) => this.#need(life))
    if (!executor.running()) await Promise.all([files.remember(), ...needs()])
    await executor.start()
    crash.forget()
  }

  /** Why it is not ready yet, for somebody who cannot wait longer than `limit` milliseconds. */
  explainDelay(limit: number): TimeoutExpiredError | undefined {
    const own = lifeOf(this.#parts.executor).explainDelay(limit)
    if (own !== undefined) return own
    const pending = this.#dependencies.map(({ life }) => life).find(({ is }) => is === 'starting')
    const theirs = pending?.explainDelay(limit)
    return theirs && addNeed(theirs, this.#parts.executor.name)
  }

  /** Runs something that uses the executor. */
  async use<T>(run: (executor: SimpleExecutor) => T | PromiseLike<T>): Promise<T> {
    if (this.#state.is === 'starting') await this.#state.begun
    if (this.#state.is === 'ending') throw startCancelled(this.#parts.executor.name)
    return run(this.#parts.executor)
  }

  /** Makes a start under way reject, if there is one. */
  cancelStart(): Promise<void> | undefined {
    const state = this.#state
    if (state.is !== 'starting') return undefined
    state.abort.abort(startCancelled(this.#parts.executor.name))
    return state.started.catch(() => undefined)
  }

  /** Whoever waits for it gets it only if it serves; if not, nobody has used it, and it is started anew. */
  checkAgain(): void {
    if (this.#state.is !== 'ready') return
    this.#state = this.#bringUp((signal, onBegin) => this.#replaceUnlessServing(signal, onBegin))
  }

  /**
   * Nobody is left who could wait for it, whatever time it may take to stop: it is killed soon.
   *
   * @param since - when that happened; what depends on it has used up a part of the time already
   */
  hurry(since: number): void {
    this.#abandonedSince ??= since
    if (this.#state.is === 'ending') this.#killUnlessGoneSoon(this.#state.gone)
  }

  /** However often it is called, it ends once; resolves when nothing is left of it. */
  end(): Promise<void> {
    const state = this.#state
    if (state.is === 'ending') return state.gone
    const gone = createDeferred()
    this.#state = { is: 'ending', gone: gone.promise }
    this.#parts.log(`ends while ${state.is}`)
    this.#parts.recorder?.stopBegun()
    this.#parts.onEnd(gone.promise)
    this.#takeDown(state).then(gone.resolve, gone.reject)
    this.#killUnlessGoneSoon(gone.promise)
    return gone.promise
  }

  #bringUp(start: (signal: AbortSignal, onBegin: () => void) => Promise<void>): State {
    const abort = new AbortController()
    const begun = createDeferred()
    const started = start(abort.signal, begun.resolve)
      .then(() => {
        if (this.#state.is === 'starting') this.#state = { is: 'ready' }
      })
      .finally(begun.resolve)
    started.catch(() => this.end().catch(() => undefined))
    return { is: 'starting', abort, started, begun: begun.promise }
  }

  async #start(signal: AbortSignal, onBegin: () => void): Promise<void> {
    const { predecessor, executor, observer, files, statistics } = this.#parts
    await Promise.all([
      untilAborted(predecessor, signal),
      files.remember(),
      this.#needDependencies(signal),
    ])
    this.#place()
    const begunAt = now()
    const started = executor.start({ signal })
    onBegin()
    await started.finally(reportSlowStart(executor, observer))
    if (this.#parts.kept?.isFound) this.#parts.onFound()
    else statistics.countStart(executor.name, now() - begunAt)
    this.#parts.log(`ready, pid ${executor.pid}`)
  }

  #place(): void {
    const { dependencies, blueprint, executor, logFile, kept, recorder, log, onChange } =
      this.#parts
    lifeOf(executor).placeIn({
      ...blueprint.surroundings,
      // Each time it is started anew: they may have been as well.
      get references() {
        return readReferences(dependencies, blueprint.plan)
      },
      outputFile: logFile,
      onChange,
      onReady: () => {
        recorder?.ready(takeSnapshot(executor))
        onChange() // what its output says is known only now
      },
      onLeft: (fault) => log(`its folder is left: ${fault.message}`),
      ...(kept && { bringUp: (startable, order) => kept.bringUp(startable, order) }),
    })
  }

  async #needDependencies(signal: AbortSignal): Promise<void> {
    const needs = this.#dependencies.map(({ life }) => untilAborted(this.#need(life), signal))
    await Promise.all(needs)
  }

  get #dependencies(): readonly Service[] {
    return [...this.#parts.dependencies.values()].map(({ service }) => service)
  }

  async #need(dependency: ServiceLife): Promise<void> {
    try {
      await dependency.whenReady()
    } catch (error) {
      throw addNeed(error, this.#parts.executor.name)
    }
  }

  async #replaceUnlessServing(signal: AbortSignal, onBegin: () => void): Promise<void> {
    const { executor, crash, log, files } = this.#parts
    onBegin()
    await this.#needDependencies(signal)
    const isValid = !(await files.haveChanged()) && !this.#hasYoungerDependency()
    if (isValid && (await serves(executor))) return
    log(`${isValid ? 'served no more' : 'was out of date'} when it was wanted, and is replaced`)
    await executor.kill()
    await files.remember()
    await executor.start({ signal })
    crash.forget()
  }

  /** Whether something it refers to was started anew after it. */
  #hasYoungerDependency(): boolean {
    const { launchedAt = 0 } = lifeOf(this.#parts.executor).process ?? {}
    return this.#dependencies.some(
      ({ executor }) => (lifeOf(executor).process?.launchedAt ?? 0) > launchedAt,
    )
  }

  #killUnlessGoneSoon(gone: Promise<void>): void {
    if (this.#abandonedSince === undefined) return
    const left = Math.max(0, this.#abandonedSince + orphanGrace - now())
    void settlesWithin(gone, left).then((isGone) =>
      isGone ? undefined : this.#parts.executor.kill().catch(() => undefined),
    )
  }

  async #takeDown(state: State): Promise<void> {
    const { executor } = this.#parts
    if (state.is === 'starting') {
      state.abort.abort(startCancelled(this.#parts.executor.name))
      await state.started.catch(() => undefined)
    }
    // What is under way, `stopped()` of a client that hangs for example, must not start it once more.
    lifeOf(executor).retire()
    try {
      await this.#stop()
    } finally {
      try {
        // It may have joined a stop that kept ports and folder for a start that does not come any more.
        await executor.stop()
      } finally {
        await this.#giveBack()
      }
    }
  }

  async #giveBack(): Promise<void> {
    const { kept, dependencies, log, recorder } = this.#parts
    await kept?.release().catch(() => undefined)
    log('gone')
    recorder?.gone()
    const since = this.#abandonedSince
    const giveBack = (lease: Lease): Promise<void> =>
      since === undefined ? lease.release() : lease.abandon(since)
    await Promise.allSettled([...dependencies.values()].map(giveBack))
  }

  /** A crash that somebody knows of is no error any more; one that nobody knows of is, whatever its exit code. */
  async #stop(): Promise<void> {
    const { executor, crash } = this.#parts
    let found = crash.find()
    const wasRunning = lifeOf(executor).process?.hasEnded() === false
    try {
      await executor.stop()
    } catch (error) {
      if (!(error instanceof ProcessFinishedWithError)) throw error
      found ??= crash.notice(wasRunning) // or it ended in the moment in which it was stopped
    }
    if (found?.isTold === false) throw found.error
  }
}
