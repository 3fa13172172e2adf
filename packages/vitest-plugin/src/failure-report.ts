import type { HeldProcess, LogSlice } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'
import { holdings } from './holdings.js'

type Test = TestContext['task']

const shownLines = 40
const reports = new WeakMap<Test, FailureReport>()

/** What the processes of a test printed while it ran, for the case that it fails. */
export class FailureReport {
  readonly #test: Test
  readonly #startedAt = Date.now()
  readonly #errorsBefore: number
  readonly #slices = new Map<string, LogSlice>()
  #isComplete = false

  constructor(test: Test) {
    this.#test = test
    this.#errorsBefore = test.result?.errors?.length ?? 0
    reports.set(test, this)
  }

  /** Remembers what a process printed that is about to be given back, if its test has failed. */
  static async remember(test: Test | undefined, held: HeldProcess): Promise<void> {
    const report = test === undefined ? undefined : reports.get(test)
    if (report !== undefined && test?.result?.state === 'fail') await report.#collect(held)
  }

  /** An error that Vitest does not know of yet, with what the processes printed below its message. */
  async explain(error: unknown): Promise<unknown> {
    await this.#collectAll()
    this.#isComplete = true
    if (error instanceof Error) append(error, this.#describe(error.message))
    return error
  }

  /** Writes it below the message of the first error of this attempt. */
  async complete(): Promise<void> {
    const [error] = this.#test.result?.errors?.slice(this.#errorsBefore) ?? []
    if (error === undefined || this.#isComplete) return
    await this.#collectAll()
    append(error, this.#describe(error.message))
    // Vitest shows of several failures with the same stack only the first one's message; it does not show this line.
    error.stack = `${error.stack ?? ''}\n    (${this.#test.id})`
  }

  async #collectAll(): Promise<void> {
    await Promise.all(holdings.of(this.#test).map((held) => this.#collect(held)))
  }

  async #collect(held: HeldProcess): Promise<void> {
    const slices = await held.logSince(this.#startedAt, shownLines).catch(() => [])
    for (const slice of slices) {
      // A restarted process has one file; another of the same name has another.
      const key = slice.file ?? slice.name
      if (slice.lines.length > 0 && !this.#slices.has(key)) this.#slices.set(key, slice)
    }
  }

  #describe(message: string): string {
    // A message of ours tells the last lines of its process already.
    const others = [...this.#slices.values()].filter(
      ({ file }) => file === undefined || !message.includes(file),
    )
    return others.map(describeSlice).join('')
  }
}

function describeSlice({ name, lines, dropped, file }: LogSlice): string {
  const rest = dropped === 0 ? '' : `, after ${dropped} more`
  const where = file === undefined ? '' : ` (all: ${file})`
  const heading = `--- "${name}" printed during this test${rest}${where}`
  return `\n\n${[heading, ...lines.map((line) => `  ${line}`)].join('\n')}`
}

function append(error: { message: string; stack?: string | undefined }, text: string): void {
  const { message, stack } = error
  error.message = message + text
  if (stack !== undefined) error.stack = stack.replace(message, () => message + text)
}
