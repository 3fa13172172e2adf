import { appendToMessage, PrintedLines, type HeldProcess } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'
import { holdings } from './holdings.js'

type Test = TestContext['task']

const reports = new WeakMap<Test, FailureReport>()

/** What the processes of a test printed while it ran, for the case that it fails. */
export class FailureReport {
  readonly #test: Test
  readonly #errorsBefore: number
  readonly #printed = new PrintedLines()
  #isComplete = false

  constructor(test: Test) {
    this.#test = test
    this.#errorsBefore = test.result?.errors?.length ?? 0
    reports.set(test, this)
  }

  /** Remembers what a process printed that is about to be given back, if its test has failed. */
  static async remember(test: Test | undefined, held: HeldProcess): Promise<void> {
    const report = test === undefined ? undefined : reports.get(test)
    if (report !== undefined && test?.result?.state === 'fail') await report.#printed.collect(held)
  }

  /** An error that Vitest does not know of yet, with what the processes printed below its message. */
  async explain(error: unknown): Promise<unknown> {
    await this.#collectAll()
    this.#isComplete = true
    if (error instanceof Error) appendToMessage(error, this.#printed.describeBeside([error]))
    return error
  }

  /** Writes it below the message of the first error of this attempt. */
  async complete(): Promise<void> {
    const [error] = this.#test.result?.errors?.slice(this.#errorsBefore) ?? []
    if (error === undefined || this.#isComplete) return
    await this.#collectAll()
    const printed = this.#printed.describeBeside([error])
    if (printed === '' && error.cause === undefined) return
    appendToMessage(error, printed)
    // Vitest shows of several failures with the same stack only the first one's message; it does not show this line.
    error.stack = `${error.stack ?? ''}\n    (${this.#test.id})`
  }

  async #collectAll(): Promise<void> {
    await Promise.all(holdings.of(this.#test).map((held) => this.#printed.collect(held)))
  }
}
