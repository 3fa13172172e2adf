import type { Snapshot } from '../protocol/index.js'
import type { Service } from './service.js'

/** Who holds a lease: a client, the run, or a process that depends on the one that is held. */
export interface Holder {
  readonly is: 'client' | 'run' | 'process'
  /** Told when something happened to the process. */
  changed?(lease: Lease, snapshot: Snapshot): void
}

/** The right to a process. It lives as long as somebody has one. */
export class Lease {
  readonly service: Service
  readonly holder: Holder
  #isReleased = false

  constructor(service: Service, holder: Holder) {
    this.service = service
    this.holder = holder
  }

  get isReleased(): boolean {
    return this.#isReleased
  }

  /** It has been taken back. */
  revoke(): void {
    this.#isReleased = true
  }

  /**
   * Gives it back, once.
   *
   * @returns when the process is gone, if this was the last lease
   * @throws how the process ended, if that was not asked for
   */
  async release(): Promise<void> {
    if (this.#isReleased) return
    this.#isReleased = true
    await this.service.drop(this)
  }
}
