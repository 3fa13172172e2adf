import {
  joinErrors,
  type Attempt,
  type ProcessUse,
  type RunnerTest,
  type StartOptions,
} from '@mirakuru/core/adapter'
import type { PrintedText, ProcessFailure } from '@mirakuru/core/client'
import type { TestInfo } from '@playwright/test'
import type { Worker } from './worker.js'

let attempts = 0

/** One attempt of a test, or a hook of a file that uses processes of a test. */
export class TestAttempt implements RunnerTest {
  readonly name: string
  readonly unit: string
  readonly #worker: Worker
  readonly #info: TestInfo
  readonly #attempt: Attempt
  readonly #startedAt = Date.now()
  readonly #errorsBefore: number
  readonly #faults: Error[] = []
  readonly #attached: Promise<void>[] = []
  #isEnding = false

  constructor(worker: Worker, info: TestInfo) {
    this.name = info.titlePath.slice(1).join(' › ')
    this.unit = `${info.testId}-${info.retry}-${info.repeatEachIndex} ${++attempts}`
    this.#worker = worker
    this.#info = info
    this.#errorsBefore = info.errors.length
    this.#attempt = worker.begin(this)
  }

  get errors(): readonly unknown[] {
    return [...this.#faults, ...this.#info.errors.slice(this.#errorsBefore)]
  }

  /** Runs it, in the time between the set-up and the tear-down of a fixture. */
  async run(use: () => Promise<void>): Promise<void> {
    this.#report('running')
    this.#worker.attempt = this
    this.#faults.push(...(await this.#attempt.begin()))
    if (this.#faults.length === 0) await use()
    await this.#attempt.end()
    await Promise.all(this.#attached)
    this.#worker.attempt = undefined
    const hasFailed = this.errors.length > 0
    this.#worker.hasFailed ||= hasFailed
    this.#report(hasFailed ? 'failed' : 'passed')
    const fault = joinErrors(this.#faults)
    if (fault !== undefined) throw fault
  }

  fail(error: Error): void {
    const faults = this.#worker.attempt === this ? this.#faults : this.#worker.faults
    faults.push(error)
  }

  /** Playwright shows texts beside errors in all of its reports. */
  explain(_text: string, printed: readonly PrintedText[]): void {
    for (const { name, text: body } of printed)
      this.#attached.push(
        this.#info.attach(`mirakuru: ${name}`, { body, contentType: 'text/plain' }),
      )
  }

  /** Playwright ends what runs, with an error that nobody handles. */
  endBody(failure: ProcessFailure): void {
    // eslint-disable-next-line typescript/no-floating-promises -- that is what it is for
    if (!this.#isEnding && this.errors.length === 0) Promise.reject(failure)
  }

  /** As Playwright writes errors down. */
  toCause({ name, message, stack = '' }: ProcessFailure): Error {
    return { name, message: `${name}: ${message}`, stack }
  }

  hold(use: ProcessUse, options: StartOptions): Promise<void> {
    return this.#attempt.start(use, options)
  }

  release(use: ProcessUse): Promise<Error | undefined> {
    this.#isEnding = true
    return this.#attempt.release(use)
  }

  #report(state: 'running' | 'passed' | 'failed'): void {
    const [id = ''] = this.unit.split(' ')
    const endedAt = state === 'running' ? undefined : Date.now()
    const test = { id, name: this.name, file: this.#worker.runner.path, state }
    this.#worker.reporter.report({ ...test, startedAt: this.#startedAt, endedAt })
  }
}
