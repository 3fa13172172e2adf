import type { HeldProcess, ProcessFailure } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'

type Test = TestContext['task']

type FailureListener = (held: HeldProcess, failure: ProcessFailure) => void

/** What the tests of this worker hold: whose each process is, a test's own or the whole file's. */
class Holdings {
  readonly #owners = new Map<HeldProcess, Test | undefined>()
  /** Those that are fixtures of the file, with the name that tests have for them, once it is known. */
  readonly #fixtures = new Map<HeldProcess, string | undefined>()
  readonly #listeners = new Set<FailureListener>()

  /** @param test - the only one it is for; `undefined` when it is for all tests of the file */
  add(held: HeldProcess, test: Test | undefined): void {
    this.#owners.set(held, test)
    held.whenFailed((failure) => {
      for (const listener of this.#listeners) listener(held, failure)
    })
  }

  /** It is a fixture of the file: not every test uses it. */
  addFixture(held: HeldProcess): void {
    this.add(held, undefined)
    this.#fixtures.set(held, undefined)
  }

  /** Whether a test that is over had to do with a process. A fixture is in the context of those that asked for it. */
  hasUsed({ context }: Test, held: HeldProcess): boolean {
    if (!this.#fixtures.has(held)) return true
    const [name] = Object.entries(context).find(([, value]) => value === held) ?? []
    if (name !== undefined) this.#fixtures.set(held, name)
    return name !== undefined
  }

  /**
   * Makes a test fail if it asks for a fixture of its file: Vitest gives it one by assigning it to its context.
   *
   * @returns whether the process is such a fixture
   */
  refuse({ context }: Test, held: HeldProcess, reason: unknown): boolean {
    const name = this.#fixtures.get(held)
    if (name === undefined) return false
    const set = (): never => {
      throw reason
    }
    return Reflect.defineProperty(context, name, { set, configurable: true })
  }

  /** Lets it have its fixtures again, for another attempt. */
  accept({ context }: Test): void {
    for (const name of this.#fixtures.values())
      if (name !== undefined && Object.getOwnPropertyDescriptor(context, name)?.set !== undefined)
        Reflect.deleteProperty(context, name)
  }

  remove(held: HeldProcess): void {
    this.#owners.delete(held)
    this.#fixtures.delete(held)
  }

  /** All there are, with the test each is for. */
  all(): readonly (readonly [HeldProcess, Test | undefined])[] {
    return [...this.#owners]
  }

  /** What a test has to do with: its own processes, and those of its file. */
  of(test: Test): readonly HeldProcess[] {
    return this.all()
      .filter(([, owner]) => isFor(test, owner))
      .map(([held]) => held)
  }

  /** Calls `listener` when a process fails that the test has to do with, until the returned function is called. */
  whenFailed(test: Test, listener: FailureListener): () => void {
    const check: FailureListener = (held, failure) => {
      if (this.#owners.has(held) && isFor(test, this.#owners.get(held))) listener(held, failure)
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
