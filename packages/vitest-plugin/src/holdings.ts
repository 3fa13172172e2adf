import type { HeldProcess } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'

type Test = TestContext['task']

/** What the tests of this worker hold: whose each process is, a test's own or the whole file's. */
class Holdings {
  readonly #owners = new Map<HeldProcess, Test | undefined>()
  readonly #listeners = new Set<(held: HeldProcess) => void>()

  /** @param test - the only one it is for; `undefined` when it is for all tests of the file */
  add(held: HeldProcess, test: Test | undefined): void {
    this.#owners.set(held, test)
    held.whenCrashed(() => {
      for (const listener of this.#listeners) listener(held)
    })
  }

  remove(held: HeldProcess): void {
    this.#owners.delete(held)
  }

  /** What a test has to do with: its own processes, and those of its file. */
  of(test: Test): readonly HeldProcess[] {
    return [...this.#owners].filter(([, owner]) => isFor(test, owner)).map(([held]) => held)
  }

  /** Calls `listener` when a process crashes that the test has to do with, until the returned function is called. */
  whenCrashed(test: Test, listener: (held: HeldProcess) => void): () => void {
    const check = (held: HeldProcess): void => {
      if (this.#owners.has(held) && isFor(test, this.#owners.get(held))) listener(held)
    }
    this.#listeners.add(check)
    return () => this.#listeners.delete(check)
  }
}

/** The processes that tests of this worker hold. */
export const holdings: Holdings = new Holdings()

function isFor(test: Test, owner: Test | undefined): boolean {
  return owner === undefined || owner === test
}
