import {
  ExecutorError,
  type ProcessCrashedError,
  type TimeoutExpiredError,
} from '../../errors/index.js'
import { createDeferred } from '../../internal/deferred.js'
import type { PlannedProcess } from '../../declaration/index.js'
import type { SimpleExecutor } from '../../executors/index.js'
import type { LogSlice, Snapshot } from '../../protocol/index.js'

/** A process that is held, as those know it that refer to it, and those it refers to. */
export interface HeldService {
  readonly id: string
  readonly plan: PlannedProcess
  readonly executor: SimpleExecutor
  readonly life: HeldLife
  readonly holders: readonly Holder[]
  /** The processes it refers to. */
  readonly dependencies: readonly HeldService[]
  /** Where a keeper has it for this run. */
  readonly kept: { readonly lease: string } | undefined
  readonly crash: { acknowledge(): void }
  join(holder: Holder): Lease
  drop(lease: Lease, abandonedSince?: number): Promise<void>
  dropHolders(): Promise<void>
  dropSpare(): void
  tellHolders(error: ProcessCrashedError): void
  sliceLog(from: number, shown: number): LogSlice
}

/** How far such a process is. */
export interface HeldLife {
  readonly is: 'starting' | 'ready' | 'ending'
  readonly ending: { readonly gone: Promise<void> } | undefined
  whenReady(by?: Holder): Promise<void>
  explainDelay(limit: number): TimeoutExpiredError | undefined
}

/** Who holds a lease: a client, the run, a process that depends on the one that is held, or nobody yet. */
export interface Holder {
  readonly is: 'client' | 'run' | 'process' | 'spare'
  /** Who that is, for people, where `is` does not say enough. */
  describe?(lease: Lease): string
  /** The process that depends on the one that is held. */
  readonly dependent?: HeldService
  /** Told when something happened to the process. */
  changed?(lease: Lease, snapshot: Snapshot): void
  /** Told when it, or a process it depends on, ended unexpectedly. */
  crashed?(lease: Lease, error: ProcessCrashedError): void
}

/** On whose behalf a client has a lease. */
export interface Behalf {
  readonly test?: string
  readonly file?: string
  readonly worker?: string
}

/** The right to a process. It lives as long as somebody has one. */
export class Lease<S extends HeldService = HeldService> {
  readonly service: S
  readonly holder: Holder
  /** For which test and file a client has it, and where that runs. */
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
   * @throws when it does not become ready, and as soon as the lease is given back, whoever else waits for the process
   */
  async whenReady(): Promise<void> {
    await Promise.race([this.service.life.whenReady(this.holder), this.#ended.promise])
    if (!this.#isReleased) return
    throw new ExecutorError(
      `Cannot start "${this.service.executor.name}": its last lease was released while it was starting`,
    )
  }

  /** It has been taken back. */
  revoke(): void {
    this.#isReleased = true
    this.#ended.resolve()
  }

  /**
   * Gives it back, once.
   *
   * @returns when the process is gone, if this was the last lease
   * @throws how the process ended, if that was not asked for
   */
  async release(): Promise<void> {
    if (this.#isReleased) return
    this.revoke()
    await this.service.drop(this)
  }

  /**
   * Gives it back for a holder that is dead: if this was the last lease, nobody waits for the process any more.
   *
   * @param since - when that happened, on the supervisor's clock
   */
  async abandon(since: number): Promise<void> {
    if (this.#isReleased) return
    this.revoke()
    await this.service.drop(this, since)
  }
}
