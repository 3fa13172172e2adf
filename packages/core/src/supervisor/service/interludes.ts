import type { Holder } from './lease.js'

/** Functions that run while a process is stopped for them: other clients of the process wait until they have ended. */
export class Interludes {
  readonly #underWay = new Map<Promise<unknown>, Holder | undefined>()

  /** Whether one is running. */
  get areUnderWay(): boolean {
    return this.#underWay.size > 0
  }

  /** @param by - the holder that need not wait: its function would otherwise wait for itself */
  async run<T>(by: Holder | undefined, run: () => Promise<T>): Promise<T> {
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
      const other = [...this.#underWay].find(([, holder]) => holder === undefined || holder !== by)
      if (other === undefined) return
      await other[0].catch(() => undefined)
    }
  }
}
