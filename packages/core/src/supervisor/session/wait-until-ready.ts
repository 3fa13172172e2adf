import { TimeoutExpiredError } from '../../errors/index.js'
import { settlesWithin, type Deadline } from '../../internal/clock.js'
import type { Lease, Service } from '../service/index.js'

/** @throws {@link TimeoutExpiredError} that says what the start waits for, when the client cannot wait longer */
export async function waitUntilReady(lease: Lease<Service>, deadline: Deadline): Promise<void> {
  const ready = lease.whenReady()
  if (await settlesWithin(ready, deadline.remaining)) return ready
  throw explainDelay(lease.service, deadline.timeout)
}

/** @param limit - how long the client can wait, in milliseconds */
function explainDelay({ life, executor }: Service, limit: number): TimeoutExpiredError {
  const explained = life.explainDelay(limit)
  if (explained !== undefined) return explained
  const reason = life.isInterrupted
    ? 'it is stopped until the function that was passed to stopped() ends'
    : 'an earlier process had to end first'
  const target = `the start of "${executor.name}"`
  const fields = { timeout: limit, target, lastAttempt: undefined, log: '' }
  return new TimeoutExpiredError(`Cannot start "${executor.name}": ${reason}`, fields)
}
