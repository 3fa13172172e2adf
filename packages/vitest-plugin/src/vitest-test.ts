import { joinErrors, type ProcessUse, type RunnerTest } from '@mirakuru/core/adapter'
import { appendToMessage, type ProcessFailure } from '@mirakuru/core/client'
import type { TestContext } from 'vitest'
import { hasUsedFixture, refuseFixture } from './file-fixtures.js'

type Test = TestContext['task']

/** How processes of tests ended that are over: what their file fails with. */
const lateExits: Error[] = []

/**
 * For the very end of a file: when something is thrown earlier, Vitest does not give the processes of the file back.
 *
 * @param faults - how those of the file ended, where that was not asked for
 * @throws these, and how those of tests did
 */
export function throwLateExits(faults: readonly Error[]): void {
  const error = joinErrors([...faults, ...lateExits.splice(0)])
  if (error !== undefined) throw error
}

/** One attempt of a test of Vitest. */
export class VitestTest implements RunnerTest {
  readonly #test: Test
  readonly #errorsBefore: number
  /** What Vitest does not know of yet. */
  readonly #thrown: unknown[] = []
  #isOver = false

  constructor(test: Test) {
    this.#test = test
    this.#errorsBefore = test.result?.errors?.length ?? 0
  }

  get name(): string {
    const names: string[] = []
    for (let each: Test | Test['suite'] = this.#test; each !== undefined; each = each.suite)
      names.unshift(each.name)
    return names.filter(Boolean).join(' > ')
  }

  get unit(): string {
    const { id, result } = this.#test
    return `${id} ${result?.retryCount ?? 0} ${result?.repeatCount ?? 0}`
  }

  get errors(): readonly unknown[] {
    const known = this.#test.result?.errors?.slice(this.#errorsBefore) ?? []
    return [...known, ...this.#thrown]
  }

  fail(error: unknown): void {
    if (this.#isOver) lateExits.push(error as Error)
    else this.#thrown.push(error)
  }

  /** This attempt is over: throws what Vitest does not know of yet. */
  end(): void {
    this.#isOver = true
    if (this.#thrown.length > 0) throw this.#thrown[0]
  }

  explain(printed: string): void {
    const error: unknown = this.errors[0]
    if (this.#thrown.includes(error)) {
      if (error instanceof Error) appendToMessage(error, printed)
      return
    }
    // Vitest has made plain values of those that it knows.
    const known = error as { message: string; stack?: string; readonly cause?: unknown }
    if (printed === '' && known.cause === undefined) return
    appendToMessage(known, printed)
    // Vitest shows of several failures with the same stack only the first one's message; it does not show this line.
    known.stack = `${known.stack ?? ''}\n    (${this.#test.id})`
  }

  /**
   * Vitest ends the body of a test when the signal of its context is aborted. Only Vitest can abort it, but what Vitest
   * listens to is the event. To give the test up from outside would cost one of Vitest's places for concurrent tests for
   * ever, and a run that has lost them all stands still.
   */
  endBody(error: ProcessFailure): void {
    const { signal } = this.#test.context
    Object.defineProperty(signal, 'reason', { value: error, configurable: true })
    try {
      signal.dispatchEvent(makeAbortEvent())
    } finally {
      Reflect.deleteProperty(signal, 'reason') // the next attempt of the test has the same signal
    }
  }

  toCause({
    name,
    message,
    stack = '',
  }: ProcessFailure): Pick<Error, 'name' | 'message' | 'stack'> {
    return { name, message, stack }
  }

  hasUsed(use: ProcessUse): boolean {
    return hasUsedFixture(this.#test, use)
  }

  refuse(use: ProcessUse, reason: Error): boolean {
    return refuseFixture(this.#test, use, reason)
  }
}

/** Signals take events of their own kind only. The global `Event` may be another: that of a DOM, beside Node's signals. */
function makeAbortEvent(): Event {
  const controller = new AbortController()
  let kind = Event
  controller.signal.addEventListener('abort', (event) => {
    kind = event.constructor as typeof Event
  })
  controller.abort()
  return new kind('abort')
}
