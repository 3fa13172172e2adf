import type { Holder } from './lease.js'

/** Functions that run while a process is stopped for them: whoever else wants the process waits until they are over. */
export class Interludes {
  readonly #underWay = new Map<Promise<unknown>, Holder | undefined>()

  /** Whether there is any. */
  get areUnderWay(): boolean {
    return this.#underWay.size > 0
  }

  /** @param by - who may use the process all the same: what its own function starts cannot wait for the function */
  async run<T>(by: Holder | undefined, run: () => Promise<T>): Promise<T> {
    const running = run()
    this.#underWay.set(running, by)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** Resolves when no function of anybody else is under way. */
  async untilOver(by: Holder | undefined): Promise<void> {
    for (;;) {
      const other = [...this.#underWay].find(([, holder]) => holder === undefined || holder !== by)
      if (other === undefined) return
      await other[0].catch(() => undefined)
    }
  }
}
