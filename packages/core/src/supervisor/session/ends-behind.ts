import { encodeError, type UnreportedExit } from '../../protocol/index.js'

/** The ends of processes that their client does not wait for one by one. */
export class EndsBehind {
  readonly #underWay = new Set<Promise<unknown>>()
  #unreported: UnreportedExit[] = []

  /** How many have begun, and are not over. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** @param gone - rejects with how the process ended, where that was not asked for */
  add(lease: string, gone: Promise<void>): void {
    const end = gone
      .catch((error: unknown) =>
        this.#unreported.push({ lease, error: encodeError(error as Error) }),
      )
      .finally(() => this.#underWay.delete(end))
    this.#underWay.add(end)
  }

  /** Waits for all of them; each that was not as it should be is told once. */
  async settle(): Promise<readonly UnreportedExit[]> {
    await Promise.all(this.#underWay)
    return this.#unreported.splice(0)
  }
}
