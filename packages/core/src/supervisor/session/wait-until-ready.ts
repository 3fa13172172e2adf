import { settlesWithin, type Deadline } from '../../internal/clock.js'
import type { Lease } from '../service/lease.js'
import type { Service } from '../service/service.js'

/** @throws {@link TimeoutExpiredError} that says how far the start has come, when the client cannot wait longer */
export async function waitUntilReady(lease: Lease<Service>, deadline: Deadline): Promise<void> {
  const ready = lease.whenReady()
  if (await settlesWithin(ready, deadline.remaining)) return ready
  throw lease.service.explainDelay(deadline.timeout)
}
