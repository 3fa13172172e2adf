import type { Holder } from './lease.js'

/** Functions that run while a process is stopped for them: other clients of the process wait until they have ended. */
export class Interludes {
  readonly #underWay = new Map<Promise<unknown>, Holder | undefined>()

  /** Whether one is running. */
  get areUnderWay(): boolean {
    return this.#underWay.size > 0
  }

  /** Whether one of another holder is running. */
  blocks(by: Holder | undefined): boolean {
    return this.#findOther(by) !== undefined
  }

  /**
   * Runs a function once no function of another holder is running.
   *
   * @param by - the holder that need not wait: its function would otherwise wait for itself
   */
  async run<T>(by: Holder | undefined, run: () => Promise<T>): Promise<T> {
    // All that wait for the same function go on at the same moment: the first of them is the next.
    while (this.blocks(by)) await this.untilOver(by)
    const running = run()
    this.#underWay.set(running, by)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** Resolves when no function of another holder is running. */
  async untilOver(by: Holder | undefined): Promise<void> {
    for (;;) {
      const other = this.#findOther(by)
      if (other === undefined) return
      await other.catch(() => undefined)
    }
  }

  #findOther(by: Holder | undefined): Promise<unknown> | undefined {
    const isOther = (holder: Holder | undefined): boolean => holder === undefined || holder !== by
    return [...this.#underWay].find(([, holder]) => isOther(holder))?.[0]
  }
}
