import { settlesWithin } from '../../internal/clock.js'
import { encodeError, type UnreportedExit } from '../../protocol/index.js'

/** Milliseconds. */
const patience = 200

/** The ends of processes that their client does not wait for one by one. */
export class EndsBehind {
  readonly #underWay = new Set<Promise<unknown>>()
  #unreported: UnreportedExit[] = []

  /** How many have begun, but not finished. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** @param gone - rejects if the process ended unexpectedly */
  add(lease: string, gone: Promise<void>): void {
    const end = gone
      .catch((error: unknown) =>
        this.#unreported.push({ lease, error: encodeError(error as Error) }),
      )
      .finally(() => this.#underWay.delete(end))
    this.#underWay.add(end)
  }

  /** Adds that of a process whose client could not wait longer for its start: it waits a moment at most. */
  async addLate(lease: string, gone: Promise<void>): Promise<void> {
    const end = gone.catch(() => undefined)
    this.add(lease, end)
    await settlesWithin(end, patience)
  }

  /** Waits for all of them; returns each unexpected one once. */
  async settle(): Promise<readonly UnreportedExit[]> {
    await Promise.all(this.#underWay)
    return this.#unreported.splice(0)
  }
}
