import type { PlannedProcess } from '../declaration/plan.js'
import {
  ExecutorError,
  ProcessFinishedWithError,
  TimeoutExpiredError,
  type ProcessCrashedError,
} from '../errors/index.js'
import {
  createParsedExecutor,
  lifeOf,
  type SimpleExecutor,
  type Surroundings,
} from '../executors/index.js'
import { untilAborted } from '../internal/abort.js'
import { now, settlesWithin } from '../internal/clock.js'
import { createDeferred } from '../internal/deferred.js'
import type { LogSlice, Snapshot } from '../protocol/index.js'
import { CrashState } from './crash.js'
import { Lease, type Holder } from './lease.js'
import type { Observer } from './observer.js'
import { readReferences } from './references.js'
import { reportSlowStart } from './slow-start.js'
import { takeSnapshot } from './snapshot.js'
import type { Statistics } from './statistics.js'
import { Timeline } from './timeline.js'

/** How long a process may take to stop when everybody who could wait for it is dead. Milliseconds. */
const orphanGrace = 1_500

/** What a service is made of. */
export interface ServiceParts {
  /** What makes two requests mean this process. */
  readonly key: string
  readonly plan: PlannedProcess
  /** Leases of the processes it refers to, by the names it has for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  readonly surroundings: Pick<Surroundings, 'environment' | 'folder' | 'worker'>
  /** Resolves when one that had the same key, and may have the same port, is gone. */
  readonly predecessor: Promise<unknown>
  /** Gets all of its output. */
  readonly logFile: string | undefined
  readonly observer: Observer
  readonly statistics: Statistics
  /** Called when it does not take leases any more; `gone` resolves when nothing is left of it. */
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

/** One process, held by leases: started with the first, stopped with the last. */
export class Service {
  readonly executor: SimpleExecutor
  readonly #parts: ServiceParts
  readonly #leases = new Set<Lease>()
  readonly #timeline: Timeline
  readonly #crash: CrashState
  #state: State
  #abandonedSince: number | undefined

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.executor = createParsedExecutor(parts.plan.options)
    const { executor } = this
    const { plan, logFile, surroundings } = parts
    this.#crash = new CrashState({ executor, plan, cwd: surroundings.folder, logFile })
    const { name } = executor
    this.#timeline = new Timeline(parts.logFile, (stream, line) =>
      parts.observer.printed(name, stream, line),
    )
    lifeOf(this.executor).log.onChunk((stream, chunk) => this.#timeline.feed(stream, chunk))
    const abort = new AbortController()
    const begun = createDeferred()
    const started = this.#start(abort.signal, begun.resolve).finally(begun.resolve)
    this.#state = { is: 'starting', abort, started, begun: begun.promise }
    started.catch(() => this.#end().catch(() => undefined))
  }

  get plan(): PlannedProcess {
    return this.#parts.plan
  }

  get holders(): readonly Holder[] {
    return [...this.#leases].map(({ holder }) => holder)
  }

  get snapshot(): Snapshot {
    return takeSnapshot(this.executor)
  }

  /** Takes a lease. */
  join(holder: Holder): Lease {
    const lease = new Lease(this, holder)
    this.#leases.add(lease)
    if (this.#clients > 1) this.#parts.statistics.countShared(this)
    return lease
  }

  get #clients(): number {
    return this.holders.filter(({ is }) => is === 'client').length
  }

  /** Takes a lease back; with the last one it ends. */
  async drop(lease: Lease, abandonedSince?: number): Promise<void> {
    if (!this.#leases.delete(lease) || this.#leases.size > 0) return
    if (abandonedSince !== undefined) this.hurry(abandonedSince)
    await this.#end()
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

  /** Takes back the leases of clients and of the run; those of other processes end with them. */
  async dropHolders(): Promise<void> {
    for (const lease of this.#leases) {
      if (lease.holder.is === 'process') continue
      lease.revoke()
      this.#leases.delete(lease)
    }
    if (this.#leases.size === 0) await this.#end()
  }

  /** Resolves when it is ready; one that was stopped on request is started again. */
  async whenReady(): Promise<void> {
    if (this.#state.is === 'starting') await this.#state.started
    if (lifeOf(this.executor).hasCrashed && this.#crash.consequence === 'fail')
      throw this.#crash.notice().error
    await this.startAgain()
  }

  /** Resolves when it is ready, however it had ended before. */
  async startAgain(): Promise<void> {
    if (this.#state.is === 'starting') await this.#state.started
    if (this.#state.is === 'ending') throw this.#describeCancelled()
    await this.executor.start()
    this.#crash.forget()
  }

  /** Why it is not ready yet, for somebody who cannot wait longer than `limit` milliseconds. */
  explainDelay(limit: number): TimeoutExpiredError {
    const own = lifeOf(this.executor).explainDelay(limit)
    if (own !== undefined) return own
    const pending = [...this.#parts.dependencies.values()]
      .map(({ service }) => service)
      .find((service) => service.#state.is === 'starting')
    if (pending !== undefined) return pending.explainDelay(limit)
    const { name } = this.executor
    const message = `Cannot start "${name}": an earlier process had to end first`
    const fields = { timeout: limit, target: `the start of "${name}"`, lastAttempt: undefined }
    return new TimeoutExpiredError(message, { ...fields, log: '' })
  }

  /** Runs something that uses the executor. */
  async use<T>(run: (executor: SimpleExecutor) => T | PromiseLike<T>): Promise<T> {
    if (this.#state.is === 'starting') await this.#state.begun
    if (this.#state.is === 'ending') throw this.#describeCancelled()
    return run(this.executor)
  }

  /** Runs something that tells its caller when the process ends meanwhile: that is no crash then. */
  watch<T>(run: (executor: SimpleExecutor) => Promise<T>): Promise<T> {
    return this.#crash.expectEnd(() => this.use(run))
  }

  /** Tells everybody who holds it, or something that depends on it, of a crash. */
  tellCrash(error: ProcessCrashedError): void {
    for (const lease of this.#leases) lease.holder.crashed?.(lease, error)
  }

  /** Somebody was told of its crash, or of that of a process it depends on: nobody needs to be told again. */
  acknowledgeCrash(): void {
    this.#crash.acknowledge()
    for (const { service } of this.#parts.dependencies.values()) service.acknowledgeCrash()
  }

  /** What it printed since a moment, and what the processes did that it depends on; each once. */
  listSlices(from: number, shown: number): ReadonlyMap<Service, LogSlice> {
    const all = this.#timeline.since(from)
    const lines = all.slice(-shown)
    const { name } = this.executor
    const file = this.#parts.logFile
    const own: LogSlice = { name, lines, dropped: all.length - lines.length, file }
    const others = [...this.#parts.dependencies.values()].flatMap(({ service }) => [
      ...service.listSlices(from, shown),
    ])
    return new Map([[this, own], ...others])
  }

  /** Makes a start under way reject, if there is one. */
  cancelStart(): Promise<void> | undefined {
    const state = this.#state
    if (state.is !== 'starting') return undefined
    state.abort.abort(this.#describeCancelled())
    return state.started.catch(() => undefined)
  }

  async #start(signal: AbortSignal, onBegin: () => void): Promise<void> {
    const { dependencies, predecessor, surroundings, plan } = this.#parts
    await Promise.all([
      untilAborted(predecessor, signal),
      ...[...dependencies.values()].map(({ service }) => untilAborted(service.whenReady(), signal)),
    ])
    lifeOf(this.executor).placeIn({
      ...surroundings,
      references: readReferences(dependencies, plan),
      outputFile: this.#parts.logFile,
      onChange: () => this.#announce(),
    })
    const begunAt = now()
    const started = this.executor.start({ signal })
    onBegin()
    await started.finally(reportSlowStart(this.executor, this.#parts.observer))
    if (this.#state.is === 'starting') this.#state = { is: 'ready' }
    this.#parts.statistics.countStart(this.executor.name, now() - begunAt)
    this.#log(`ready, pid ${this.executor.pid}`)
  }

  /** However often it is called, it ends once. */
  #end(): Promise<void> {
    const state = this.#state
    if (state.is === 'ending') return state.gone
    const gone = createDeferred()
    this.#state = { is: 'ending', gone: gone.promise }
    this.#log(`ends while ${state.is}`)
    this.#parts.onEnd(gone.promise)
    this.#takeDown(state).then(gone.resolve, gone.reject)
    this.#killUnlessGoneSoon(gone.promise)
    return gone.promise
  }

  #killUnlessGoneSoon(gone: Promise<void>): void {
    if (this.#abandonedSince === undefined) return
    const left = Math.max(0, this.#abandonedSince + orphanGrace - now())
    void settlesWithin(gone, left).then((isGone) =>
      isGone ? undefined : this.executor.kill().catch(() => undefined),
    )
  }

  async #takeDown(state: State): Promise<void> {
    if (state.is === 'starting') {
      state.abort.abort(this.#describeCancelled())
      await state.started.catch(() => undefined)
    }
    // What is under way, `stopped()` of a client that hangs for example, must not start it once more.
    lifeOf(this.executor).retire()
    try {
      await this.#stop()
    } finally {
      // It may have joined a stop that kept ports and folder for a start that does not come any more.
      await this.executor.stop()
      this.#log('gone')
      const { dependencies } = this.#parts
      const since = this.#abandonedSince
      const giveBack = (lease: Lease): Promise<void> =>
        since === undefined ? lease.release() : lease.abandon(since)
      await Promise.allSettled([...dependencies.values()].map(giveBack))
    }
  }

  /** A crash that somebody knows of is no error any more; one that nobody knows of is, whatever its exit code. */
  async #stop(): Promise<void> {
    let crash = this.#crash.find()
    const wasRunning = lifeOf(this.executor).process?.hasEnded() === false
    try {
      await this.executor.stop()
    } catch (error) {
      if (!(error instanceof ProcessFinishedWithError)) throw error
      crash ??= this.#crash.notice(wasRunning) // or it ended in the moment in which it was stopped
    }
    if (crash?.isTold === false) throw crash.error
  }

  #log(line: string): void {
    this.#parts.observer.log(`${this.#parts.key}: ${line}`)
  }

  #announce(): void {
    const { snapshot } = this
    this.#crash.rememberPid(snapshot.pid)
    for (const lease of this.#leases) lease.holder.changed?.(lease, snapshot)
    const isNews = this.#crash.known === undefined && this.#state.is === 'ready'
    const crash = isNews ? this.#crash.find() : undefined
    if (crash === undefined) return
    this.#log(crash.error.message)
    if (crash.isTold) return
    this.#parts.statistics.countCrash()
    this.tellCrash(crash.error)
  }

  #describeCancelled(): ExecutorError {
    return new ExecutorError(`Cannot start "${this.executor.name}": it was stopped meanwhile`)
  }
}
