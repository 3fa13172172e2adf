import type { ProcessCrashedError } from '../../errors/index.js'
import type { Snapshot } from '../../protocol/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Holder, Lease } from './lease.js'

/** The leases of one process. */
export class LeaseSet {
  readonly #leases = new Set<Lease>()
  readonly #recorder: ProcessRecorder | undefined

  constructor(recorder: ProcessRecorder | undefined) {
    this.#recorder = recorder
  }

  get size(): number {
    return this.#leases.size
  }

  get holders(): readonly Holder[] {
    return [...this.#leases].map(({ holder }) => holder)
  }

  /** The holders, in words. */
  describe(): string[] {
    return [...this.#leases].map((lease) => {
      const { holder } = lease
      return holder.dependent?.executor.name ?? holder.describe?.(lease) ?? holder.is
    })
  }

  add(lease: Lease): void {
    this.#leases.add(lease)
    const { is: holder } = lease.holder
    const findProcess = (): string | undefined => lease.holder.dependent?.id
    this.#recorder?.leaseTaken(lease, { holder, ...lease.behalf }, findProcess)
  }

  /** @returns whether it was in the set */
  remove(lease: Lease): boolean {
    this.#recorder?.leaseGivenBack(lease)
    return this.#leases.delete(lease)
  }

  /** Revokes the leases of holders of these kinds. */
  revoke(...kinds: readonly Holder['is'][]): void {
    for (const lease of this.#leases) {
      if (!kinds.includes(lease.holder.is)) continue
      lease.revoke()
      this.remove(lease)
    }
  }

  count(kind: Holder['is']): number {
    return this.holders.filter(({ is }) => is === kind).length
  }

  tellChange(snapshot: Snapshot): void {
    for (const lease of this.#leases) lease.holder.changed?.(lease, snapshot)
  }

  /** @param isExpectedBy - whether a pending wait of the holder reports the crash */
  tellCrash(error: ProcessCrashedError, isExpectedBy: (lease: Lease) => boolean): void {
    for (const lease of this.#leases) if (!isExpectedBy(lease)) lease.holder.crashed?.(lease, error)
  }
}
