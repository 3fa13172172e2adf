import type { Circus } from '@jest/types'
import { shieldFrames, type ProcessUse, type RunnerTest } from '@mirakuru/core/adapter'
import { appendToMessage, type TestMessage } from '@mirakuru/core/client'
import { SupervisorError } from '@mirakuru/core/errors'
import { listBlocks } from './enabled-tests.js'

/** Errors that tell already what was printed in a test: several tests can fail with the same one. */
const complete = new WeakSet<object>()

/** One attempt of a test of Jest. */
export class JestTest implements RunnerTest {
  readonly unit: string
  readonly describeRefusal?: (use: ProcessUse) => string
  readonly #test: Circus.TestEntry
  readonly #file: string
  readonly #invocation: number
  readonly #startedAt = Date.now()

  /** @param number - another for every attempt in its file */
  constructor(test: Circus.TestEntry, file: string, number: number) {
    this.#test = test
    this.#file = file
    this.#invocation = test.invocations
    this.unit = `${file} ${number}`
    if (test.concurrent) this.describeRefusal = describeConcurrency
  }

  /** As Jest prints it. */
  get name(): string {
    return this.#listNames().join(' › ')
  }

  get errors(): readonly unknown[] {
    return this.#test.errors.map((entry) => readError(entry))
  }

  get isRetried(): boolean {
    return this.#invocation > 1
  }

  /** What it fails with instead of running: before what hooks complained about, who may have met these very errors. */
  failBefore(reasons: readonly Error[]): void {
    const test = this.#test
    const messages = new Set<unknown>(reasons.map(({ message }) => message))
    const others = test.errors.filter((entry) => !messages.has(readError(entry)?.message))
    test.errors = [...reasons, ...others]
  }

  fail(error: Error): void {
    // An attempt that is repeated has failed already.
    if (this.#test.invocations === this.#invocation) addFault(this.#test, error)
  }

  /** Where its first error is a string, or lets nothing be added, an error of its own says it. */
  explain(printed: string): void {
    const text = shieldFrames(printed)
    if (text === '') return
    const first = readError(this.#test.errors[0])
    if (first !== undefined && !complete.has(first)) {
      complete.add(first)
      if (appendToMessage(first, text)) return
    }
    const error = new Error(text.trim())
    error.stack = error.message
    this.#test.errors.push(error)
  }

  /** What a report says of it. */
  describe(state: 'running' | 'over'): TestMessage {
    const message = {
      id: this.unit,
      name: this.#listNames().join(' > '),
      file: this.#file,
      startedAt: this.#startedAt,
    }
    if (state === 'running') return { ...message, state }
    const hasFailed = this.#test.errors.length > 0
    return { ...message, endedAt: Date.now(), state: hasFailed ? 'failed' : 'passed' }
  }

  #listNames(): readonly string[] {
    const [, ...blocks] = listBlocks(this.#test)
    return [...blocks, this.#test].map(({ name }) => name)
  }
}

/** Lets a test fail for how a process ended. */
export function addFault({ errors }: Circus.TestEntry, fault: Error): void {
  // With its supervisor everything is gone; a test that has failed need not be told as well.
  if (!(fault instanceof SupervisorError) || errors.length === 0) errors.push(fault)
}

/** What was thrown, where it is an error; Jest keeps it with the place of the test or hook that threw it. */
function readError(
  entry: unknown,
): { readonly message: string; readonly stack?: string } | undefined {
  const error: unknown = [entry].flat()[0]
  if (typeof error !== 'object' || error === null) return undefined
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? (error as Error) : undefined
}

function describeConcurrency({ label }: ProcessUse): string {
  return (
    `"${label}" cannot be a process of its own for test.concurrent: useProcess() with scope "test" cannot tell tests apart ` +
    'that run at the same moment; use test(), or scope "file"'
  )
}
