import type { TimeoutExpiredError } from '../../errors/index.js'
import { lifeOf, readReferences, type SimpleExecutor } from '../../executors/index.js'
import { startCancelled, type StartContext } from '../../lifecycle/index.js'
import { untilAborted } from '../../internal/abort.js'
import { now } from '../../internal/clock.js'
import { createDeferred } from '../../internal/deferred.js'
import type { ChangedFiles } from './changed-files.js'
import { Interludes } from './interludes.js'
import type { HeldLife, HeldService, Holder } from './lease.js'
import { addNeed } from './needed-by.js'
import type { Observer } from './observer.js'
import { serves } from './serves.js'
import { noteStop } from './note-stop.js'
import { ServiceEnd, type EndParts } from './service-end.js'
import { reportSlowStart } from './slow-start.js'
import { takeSnapshot } from './snapshot.js'

/** The parameters of a {@link ServiceLife}. */
export interface LifeParts extends EndParts {
  /** The first client that requested it; `undefined` for a spare. */
  readonly wantedBy: Holder | undefined
  /** Resolves when its predecessors, which may hold the same port, are gone. */
  readonly predecessor: Promise<unknown>
  /** The file for all of its output. */
  readonly logFile: string | undefined
  /** The files it is started from. */
  readonly files: ChangedFiles
  readonly observer: Observer
  /** Called when the process was spawned, and when it has ended. */
  readonly onChange: () => void
  /** Called when it was running already: an earlier run had left it. */
  readonly onFound: () => void
  /** Called when it begins to end. */
  readonly onEnd: (end: ServiceEnd) => void
}

/** `starting → ready → ending → gone`; a start that fails or is cancelled leads to `ending` as well. */
type State =
  | (Starting & { readonly is: 'starting' })
  | { readonly is: 'ready' }
  | { readonly is: 'ending'; readonly end: ServiceEnd }

interface Starting {
  readonly abort: AbortController
  readonly started: Promise<void>
  /** Resolves when the executor has begun to start; before, it has no context. */
  readonly begun: Promise<void>
}

/** The life of a held process: it is started at once, and ends once. */
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
   * Resolves when it is ready. Starts it again if it was stopped on request, but not before the functions of
   * {@link interrupt} have ended.
   *
   * @param by - the holder whose own function need not have ended
   */
  async whenReady(by?: Holder): Promise<void> {
    const { crash, executor } = this.#parts
    if (this.#state.is === 'starting') await this.#state.started
    if (lifeOf(executor).hasCrashed && crash.consequence === 'fail') throw crash.notice().error
    await this.startAgain(by)
  }

  /**
   * Starts it again if it does not run, however it ended; resolves when it is ready.
   *
   * @param by - the same as for {@link whenReady}
   */
  async startAgain(by?: Holder): Promise<void> {
    await this.#interludes.untilOver(by)
    if (this.#state.is === 'starting') await this.#state.started
    if (this.#state.is === 'ending') throw startCancelled(this.#parts.executor.name)
    const { executor, crash, files } = this.#parts
    // Its dependencies may have ended with it.
    const needs = (): Promise<void>[] => this.#dependencies.map(({ life }) => this.#need(life, by))
    const isThere = executor.running() || lifeOf(executor).isDone
    if (!isThere) await Promise.all([files.remember(), ...needs()])
    // A function may have begun meanwhile.
    if (this.#interludes.blocks(by)) return this.startAgain(by)
    await executor.start()
    crash.forget()
  }

  /** The error of a client that cannot wait longer than `limit` milliseconds: why it is not ready yet. */
  explainDelay(limit: number): TimeoutExpiredError | undefined {
    const own = lifeOf(this.#parts.executor).progress?.explain(limit)
    if (own !== undefined) return own
    const pending = this.#dependencies.map(({ life }) => life).find(({ is }) => is === 'starting')
    const theirs = pending?.explainDelay(limit)
    return theirs && addNeed(theirs, this.#parts.executor.name)
  }

  /** Runs a function with the executor, once that has begun to start. */
  async use<T>(run: (executor: SimpleExecutor) => T | PromiseLike<T>): Promise<T> {
    if (this.#state.is === 'starting') await this.#state.begun
    if (this.#state.is === 'ending') throw startCancelled(this.#parts.executor.name)
    return run(this.#parts.executor)
  }

  /**
   * Runs a function that stops the process for a time. No other holder starts it before that has ended.
   *
   * @param by - the holder that requested it
   */
  async interrupt<T>(
    by: Holder | undefined,
    run: (executor: SimpleExecutor) => Promise<T>,
  ): Promise<T> {
    return this.#interludes.run(by, () => this.use(run))
  }

  /** Whether such a function is running. */
  get isInterrupted(): boolean {
    return this.#interludes.areUnderWay
  }

  /** Cancels a pending start, if there is one. */
  cancelStart(): Promise<void> | undefined {
    const state = this.#state
    if (state.is !== 'starting') return undefined
    state.abort.abort(startCancelled(this.#parts.executor.name))
    return state.started.catch(() => undefined)
  }

  /** Checks that it still serves before the next client gets it, and replaces it otherwise; it has no other users. */
  checkAgain(): void {
    if (this.#state.is !== 'ready') return
    this.#state = this.#bringUp((signal, onBegin) => this.#replaceUnlessServing(signal, onBegin))
  }

  /**
   * Has it killed soon after its end begins, as its last holder is dead.
   *
   * @param since - when the holder died; the ends of dependents have used a part of the time already
   */
  hurry(since: number): void {
    this.#abandonedSince ??= since
    this.ending?.hurry(since)
  }

  /** Its end, once it has begun. */
  get ending(): ServiceEnd | undefined {
    return this.#state.is === 'ending' ? this.#state.end : undefined
  }

  /** Begins its end; further calls return the same end. */
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
    this.#parts.log(executor.pid === undefined ? 'ready' : `ready, pid ${executor.pid}`)
  }

  #place(): void {
    const { dependencies, blueprint, executor, logFile, kept, recorder, log, onChange } =
      this.#parts
    const context: StartContext = {
      ...blueprint.context,
      // Read at each start: the dependencies may have been restarted as well.
      get references() {
        return readReferences(
          blueprint.plan.references,
          (key) => dependencies.get(key)?.service.executor,
          executor,
        )
      },
      outputFile: logFile,
      onChange,
      onReady: () => {
        recorder?.ready(takeSnapshot(executor))
        onChange() // the captures of its output are known only now
      },
      onForced: (text) => noteStop(this.#parts, { text, isForced: true }),
      onNote: (text) => noteStop(this.#parts, { text, isForced: false }),
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
    log(
      `${isValid ? 'did not serve any more' : 'was outdated'} when it was requested, and is replaced`,
    )
    await lifeOf(executor).kill({}) // also of a server that runs already, which refuses it
    await files.remember()
    await executor.start({ signal })
    crash.forget()
  }

  /** Whether a dependency was started after it. */
  #hasYoungerDependency(): boolean {
    const { launchedAt = 0 } = lifeOf(this.#parts.executor).process ?? {}
    return this.#dependencies.some(
      ({ executor }) => (lifeOf(executor).process?.launchedAt ?? 0) > launchedAt,
    )
  }
}
