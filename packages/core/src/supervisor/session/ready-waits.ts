import { TimeoutExpiredError } from '../../errors/index.js'
import { createDeferred, type Deferred } from '../../internal/deferred.js'
import type { Lease, Service } from '../service/index.js'

/** What a client waits for: that processes become ready of which it takes a lease. */
export class ReadyWaits {
  readonly #expiries = new Map<string, Deferred<number>>()

  /**
   * Resolves when it is ready, or when the client cannot wait longer.
   *
   * @returns what the start waits for in that case
   * @throws why it cannot be started
   */
  async untilReady(id: string, lease: Lease<Service>): Promise<TimeoutExpiredError | undefined> {
    const expiry = createDeferred<number>()
    this.#expiries.set(id, expiry)
    try {
      const ready = lease.whenReady().then(() => undefined)
      const limit = await Promise.race([ready, expiry.promise])
      return limit === undefined ? undefined : explainDelay(lease.service, limit)
    } finally {
      this.#expiries.delete(id)
    }
  }

  /** @param limit - how long the client has waited, in milliseconds */
  expire(id: string, limit: number): void {
    this.#expiries.get(id)?.resolve(limit)
  }
}

function explainDelay({ life, executor }: Service, limit: number): TimeoutExpiredError {
  const explained = life.explainDelay(limit)
  if (explained !== undefined) return explained
  const reason = life.isInterrupted
    ? 'it is stopped until the function that was passed to stopped() ends'
    : 'its start had not begun: an earlier process had to end first, or the machine was busy'
  const target = `the start of "${executor.name}"`
  const fields = { timeout: limit, target, lastAttempt: undefined, log: '' }
  return new TimeoutExpiredError(`Cannot start "${executor.name}": ${reason}`, fields)
}
