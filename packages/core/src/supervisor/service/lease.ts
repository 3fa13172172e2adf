import {
  ExecutorError,
  type ProcessCrashedError,
  type TimeoutExpiredError,
} from '../../errors/index.js'
import { createDeferred } from '../../internal/deferred.js'
import type { PlannedProcess } from '../../declaration/index.js'
import type { SimpleExecutor } from '../../executors/index.js'
import type { LogSlice, Snapshot } from '../../protocol/index.js'

/** A process that is held, as its dependents and dependencies see it. */
export interface HeldService {
  readonly id: string
  readonly plan: PlannedProcess
  readonly executor: SimpleExecutor
  readonly life: HeldLife
  readonly holders: readonly Holder[]
  /** The processes it refers to. */
  readonly dependencies: readonly HeldService[]
  /** Its lease at the keeper, if a keeper holds it for this run. */
  readonly kept: { readonly lease: string } | undefined
  readonly crash: { acknowledge(): void }
  join(holder: Holder): Lease
  drop(lease: Lease, abandonedSince?: number): Promise<void>
  dropHolders(): Promise<void>
  dropSpare(): void
  tellHolders(error: ProcessCrashedError): void
  sliceLog(from: number, shown: number): LogSlice
}

/** The life of such a process. */
export interface HeldLife {
  readonly is: 'starting' | 'ready' | 'ending'
  readonly ending: { readonly gone: Promise<void> } | undefined
  whenReady(by?: Holder): Promise<void>
  explainDelay(limit: number): TimeoutExpiredError | undefined
}

/** The holder of a lease: a client, the run, a process that depends on the held one, or the spares. */
export interface Holder {
  readonly is: 'client' | 'run' | 'process' | 'spare'
  /** The holder in words, if `is` is not sufficient. */
  describe?(lease: Lease): string
  /** The process that depends on the held one. */
  readonly dependent?: HeldService
  /** Called when the process has changed. */
  changed?(lease: Lease, snapshot: Snapshot): void
  /** Called when it, or a process it depends on, ended unexpectedly. */
  crashed?(lease: Lease, error: ProcessCrashedError): void
}

/** The test, file and worker that a client has a lease for. */
export interface Behalf {
  readonly test?: string
  readonly file?: string
  readonly worker?: string
}

/** A lease of a process, which runs as long as there is one. */
export class Lease<S extends HeldService = HeldService> {
  readonly service: S
  readonly holder: Holder
  /** The test, file and worker that a client has it for. */
  readonly behalf: Behalf
  /** Milliseconds since 1970. */
  readonly takenAt: number = Date.now()
  readonly #ended = createDeferred()
  #isReleased = false

  constructor(service: S, holder: Holder, behalf: Behalf = {}) {
    this.service = service
    this.holder = holder
    this.behalf = behalf
  }

  get isReleased(): boolean {
    return this.#isReleased
  }

  /**
   * Resolves when the process is ready.
   *
   * @throws when it does not become ready, and as soon as the lease is released, even if others wait for the process
   */
  async whenReady(): Promise<void> {
    await Promise.race([this.service.life.whenReady(this.holder), this.#ended.promise])
    if (!this.#isReleased) return
    throw new ExecutorError(
      `Cannot start "${this.service.executor.name}": its last lease was released while it was starting`,
    )
  }

  /** Ends the lease without releasing it. */
  revoke(): void {
    this.#isReleased = true
    this.#ended.resolve()
  }

  /**
   * Releases it, once.
   *
   * @returns when the process has ended, if this was the last lease
   * @throws the error of a process that ended unexpectedly
   */
  async release(): Promise<void> {
    if (this.#isReleased) return
    this.revoke()
    await this.service.drop(this)
  }

  /**
   * Releases it for a holder that is dead: if this was the last lease, the process is killed soon.
   *
   * @param since - when the holder died, on the supervisor's clock
   */
  async abandon(since: number): Promise<void> {
    if (this.#isReleased) return
    this.revoke()
    await this.service.drop(this, since)
  }
}
