import { owner } from '../../src/process/owner.js'
import { afterTest } from './cleanup.js'
import { findMarked, type Snapshot } from './processes.js'

/** Sees to it that an executor is stopped at the end of its test, however that ends. */
export function use<T extends { kill(): Promise<unknown> }>(executor: T): T {
  afterTest(() => executor.kill())
  return executor
}

/** Every living process that an executor of this test process started. */
export function listOurs(): Snapshot[] {
  return findMarked(owner.id)
}
