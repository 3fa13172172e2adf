import type { TimeoutExpiredError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { startCancelled, type StartContext } from '../../lifecycle/index.js'
import { untilAborted } from '../../internal/abort.js'
import { now } from '../../internal/clock.js'
import { createDeferred } from '../../internal/deferred.js'
import type { ChangedFiles } from './changed-files.js'
import { Interludes } from './interludes.js'
import type { HeldLife, HeldService, Holder } from './lease.js'
import { addNeed } from './needed-by.js'
import type { Observer } from './observer.js'
import { readReferences } from './references.js'
import { serves } from './serves.js'
import { noteStop } from './note-stop.js'
import { ServiceEnd, type EndParts } from './service-end.js'
import { reportSlowStart } from './slow-start.js'
import { takeSnapshot } from './snapshot.js'

/** What the life of a service depends on. */
export interface LifeParts extends EndParts {
  /** Who wanted it first; `undefined` for a spare. */
  readonly wantedBy: Holder | undefined
  /** Resolves when one that had the same key, and may have the same port, is gone. */
  readonly predecessor: Promise<unknown>
  /** Gets all of its output. */
  readonly logFile: string | undefined
  /** What it is started from. */
  readonly files: ChangedFiles
  readonly observer: Observer
  /** Called when the process was launched, and when it has ended. */
  readonly onChange: () => void
  /** Called when it was there already: an earlier run had left it. */
  readonly onFound: () => void
  /** Called when it begins to end. */
  readonly onEnd: (end: ServiceEnd) => void
}

/** `starting → ready → ending → gone`; a start that fails, or that nobody wants any more, leads to `ending` as well. */
type State =
  | (Starting & { readonly is: 'starting' })
  | { readonly is: 'ready' }
  | { readonly is: 'ending'; readonly end: ServiceEnd }

interface Starting {
  readonly abort: AbortController
  readonly started: Promise<void>
  /** Resolves when the executor has begun: before, it does not know its context. */
  readonly begun: Promise<void>
}

/** The life of a process that is held: it is started at once, and ends once. */
export class ServiceLife {
  readonly #parts: LifeParts
  readonly #interludes = new Interludes()
  #state: State
  #abandonedSince: number | undefined

  constructor(parts: LifeParts) {
    this.#parts = parts
    this.#state = this.#bringUp((signal, onBegin) => this.#start(signal, onBegin))
  }

  get is(): State['is'] {
    return this.#state.is
  }

  /**
   * Resolves when it is ready; one that was stopped on request is started again, but not while that is for a function.
   *
   * @param by - whose function need not be over
   */
  async whenReady(by?: Holder): Promise<void> {
    const { crash, executor } = this.#parts
    if (this.#state.is === 'starting') await this.#state.started
    if (lifeOf(executor).hasCrashed && crash.consequence === 'fail') throw crash.notice().error
    await this.startAgain(by)
  }

  /**
   * Resolves when it is ready, however it had ended before.
   *
   * @param by - as for {@link whenReady}
   */
  async startAgain(by?: Holder): Promise<void> {
    await this.#interludes.untilOver(by)
    if (this.#state.is === 'starting') await this.#state.started
    if (this.#state.is === 'ending') throw startCancelled(this.#parts.executor.name)
    const { executor, crash, files } = this.#parts
    // What it refers to may have ended with it.
    const needs = (): Promise<void>[] => this.#dependencies.map(({ life }) => this.#need(life, by))
    const isThere = executor.running() || lifeOf(executor).isDone
    if (!isThere) await Promise.all([files.remember(), ...needs()])
    await executor.start()
    crash.forget()
  }

  /** Why it is not ready yet, for somebody who cannot wait longer than `limit` milliseconds. */
  explainDelay(limit: number): TimeoutExpiredError | undefined {
    const own = lifeOf(this.#parts.executor).progress?.explain(limit)
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

  /**
   * Runs something that stops the process for a time: nobody else starts it meanwhile.
   *
   * @param by - on whose behalf
   */
  async interrupt<T>(
    by: Holder | undefined,
    run: (executor: SimpleExecutor) => Promise<T>,
  ): Promise<T> {
    await this.#interludes.untilOver(by)
    return this.#interludes.run(by, () => this.use(run))
  }

  /** Whether it is stopped for somebody's function. */
  get isInterrupted(): boolean {
    return this.#interludes.areUnderWay
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
    this.ending?.hurry(since)
  }

  /** Its end, once it has begun. */
  get ending(): ServiceEnd | undefined {
    return this.#state.is === 'ending' ? this.#state.end : undefined
  }

  /** However often it is called, it ends once. */
  end(): ServiceEnd {
    const state = this.#state
    if (state.is === 'ending') return state.end
    this.#parts.log(`ends while ${state.is}`)
    this.#parts.recorder?.stopBegun()
    const end = new ServiceEnd(this.#parts, this.cancelStart())
    this.#state = { is: 'ending', end }
    this.#parts.onEnd(end)
    if (this.#abandonedSince !== undefined) end.hurry(this.#abandonedSince)
    return end
  }

  #bringUp(start: (signal: AbortSignal, onBegin: () => void) => Promise<void>): State {
    const abort = new AbortController()
    const begun = createDeferred()
    const started = start(abort.signal, begun.resolve)
      .then(() => {
        if (this.#state.is === 'starting') this.#state = { is: 'ready' }
      })
      .finally(begun.resolve)
    started.catch(() => this.end())
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
    const context: StartContext = {
      ...blueprint.context,
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
      onForced: (text) => noteStop(this.#parts, { text, isForced: true }),
      onLeft: (fault) => log(`its folder is left: ${fault.message}`),
    }
    lifeOf(executor).placeIn(
      context,
      kept && ((startable, order) => kept.bringUp(startable, order)),
    )
  }

  async #needDependencies(signal: AbortSignal): Promise<void> {
    const { wantedBy } = this.#parts
    const needs = this.#dependencies.map(({ life }) =>
      untilAborted(this.#need(life, wantedBy), signal),
    )
    await Promise.all(needs)
  }

  get #dependencies(): readonly HeldService[] {
    return [...this.#parts.dependencies.values()].map(({ service }) => service)
  }

  async #need(dependency: HeldLife, by: Holder | undefined): Promise<void> {
    try {
      await dependency.whenReady(by)
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
}
