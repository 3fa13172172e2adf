import type { PlannedProcess } from '../declaration/plan.js'
import {
  describeEnd,
  describeFailure,
  ExecutorError,
  ProcessCrashedError,
  TimeoutExpiredError,
} from '../errors/index.js'
import {
  createParsedExecutor,
  lifeOf,
  type SimpleExecutor,
  type Surroundings,
} from '../executors/index.js'
import { createDeferred } from '../internal/deferred.js'
import type { Snapshot } from '../protocol/index.js'
import { Lease, type Holder } from './lease.js'
import { readMember, takeSnapshot } from './snapshot.js'

/** What a service is made of. */
export interface ServiceParts {
  readonly plan: PlannedProcess
  /** Leases of the processes it refers to, by the names it has for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  readonly surroundings: Pick<Surroundings, 'environment' | 'folder' | 'worker'>
  /** Resolves when one that had the same key, and may have the same port, is gone. */
  readonly predecessor: Promise<unknown>
  /** Writes a line for whoever wants to know later what happened. */
  readonly log: (line: string) => void
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
  #state: State

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.executor = createParsedExecutor(parts.plan.options)
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
    return lease
  }

  /** Takes a lease back; with the last one it ends. */
  async drop(lease: Lease): Promise<void> {
    if (this.#leases.delete(lease) && this.#leases.size === 0) await this.#end()
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
    if (lifeOf(this.executor).hasCrashed) throw this.#describeCrash()
    await this.startAgain()
  }

  /** Resolves when it is ready, however it had ended before. */
  async startAgain(): Promise<void> {
    if (this.#state.is === 'starting') await this.#state.started
    if (this.#state.is === 'ending') throw this.#describeCancelled()
    await this.executor.start()
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
      onChange: () => this.#announce(),
    })
    const started = this.executor.start({ signal })
    onBegin()
    await started
    if (this.#state.is === 'starting') this.#state = { is: 'ready' }
    this.#parts.log(`ready, pid ${this.executor.pid}`)
  }

  /** However often it is called, it ends once. */
  #end(): Promise<void> {
    const state = this.#state
    if (state.is === 'ending') return state.gone
    const gone = createDeferred()
    this.#state = { is: 'ending', gone: gone.promise }
    this.#parts.log(`ends while ${state.is}`)
    this.#parts.onEnd(gone.promise)
    this.#takeDown(state).then(gone.resolve, gone.reject)
    return gone.promise
  }

  async #takeDown(state: State): Promise<void> {
    if (state.is === 'starting') {
      state.abort.abort(this.#describeCancelled())
      await state.started.catch(() => undefined)
    }
    // What is under way, `stopped()` of a client that hangs for example, must not start it once more.
    lifeOf(this.executor).retire()
    try {
      await this.executor.stop()
    } finally {
      // It may have joined a stop that kept ports and folder for a start that does not come any more.
      await this.executor.stop()
      this.#parts.log('gone')
      const { dependencies } = this.#parts
      await Promise.allSettled([...dependencies.values()].map((lease) => lease.release()))
    }
  }

  #announce(): void {
    const { snapshot } = this
    for (const lease of this.#leases) lease.holder.changed?.(lease, snapshot)
  }

  #describeCancelled(): ExecutorError {
    return new ExecutorError(`Cannot start "${this.executor.name}": it was stopped meanwhile`)
  }

  #describeCrash(): ProcessCrashedError {
    const { name, exit, command } = this.executor
    const { code = null, signal = null } = exit ?? {}
    const log = this.executor.log()
    const headline = `"${name}" ${describeEnd({ code, signal })}, which nobody had asked for`
    const cwd = this.#parts.surroundings.folder
    const message = describeFailure({ headline, command, cwd, log })
    return new ProcessCrashedError(message, { exitCode: code, signal, log, test: undefined })
  }
}

function readReferences(
  dependencies: ReadonlyMap<string, Lease>,
  { references }: PlannedProcess,
): ReadonlyMap<string, string> {
  return new Map(
    references.map(({ process, member }) => {
      const executor = dependencies.get(process)?.service.executor
      return [`${process}.${member}`, executor === undefined ? '' : readMember(executor, member)]
    }),
  )
}

async function untilAborted(wait: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const aborted = createDeferred<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    await Promise.race([wait, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
