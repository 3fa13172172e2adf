import type { TestContext } from 'node:test'
import { joinErrors, type RunnerTest } from '@mirakuru/core/adapter'
import { addInnermostCause, appendToMessage, type TestMessage } from '@mirakuru/core/client'
import { filePath, reporter } from './worker.js'

const running = new Map<TestContext, NodeTest>()
/** The tests whose errors tell what was printed: several can fail with the same one. */
const explained = new WeakMap<Error, NodeTest>()
let started = 0

/** A test of Node that runs. */
export class NodeTest implements RunnerTest {
  /** Whether one has failed. */
  static hasFailed = false
  readonly name: string
  readonly unit: string = `${filePath} ${process.pid} ${++started}`
  readonly #context: TestContext
  readonly #faults: Error[] = []
  readonly #ends: (() => Promise<void>)[] = []
  readonly #startedAt = Date.now()
  #ended: Promise<void> | undefined

  private constructor(context: TestContext) {
    this.#context = context
    running.set(context, this)
    this.name = context.fullName
    // Node runs hooks in the order in which they were added: this one comes behind those that the test adds.
    context.after(() => context.after(() => this.#end()))
    reporter.report({ ...this.#message, state: 'running' })
  }

  /** The test that has a context. */
  static of(context: TestContext): NodeTest {
    return running.get(context) ?? new NodeTest(context)
  }

  /** Where a hook of a test throws, Node leaves out those behind it. */
  static async endThoseThatAreOver(): Promise<void> {
    const over = [...running.values()].filter((test) => test.#context.signal.aborted)
    await Promise.allSettled(over.map((test) => test.#end()))
  }

  get errors(): readonly unknown[] {
    const failure = this.#failure
    return failure === undefined ? this.#faults : [readThrown(failure), ...this.#faults]
  }

  /** Runs something when the test and its hooks are over; what was added last comes first. */
  atEnd(end: () => Promise<void>): void {
    this.#ends.unshift(end)
  }

  fail(error: Error): void {
    const failure = this.#failure
    if (failure === undefined) this.#faults.push(error)
    // Node shows one error of a test.
    else if (!addInnermostCause(readThrown(failure), error))
      append(readThrown(failure), `\n\n${error.message}`)
  }

  explain(printed: string): void {
    const [first] = this.errors
    if (!(first instanceof Error) || printed === '') return
    // Each group of its processes tells its own.
    if ((explained.get(first) ?? this) !== this) return
    explained.set(first, this)
    append(first, printed)
  }

  /** Node takes the body for done, or its time for over; what it fails with comes from {@link fail}. */
  endBody(): void {
    this.#context.signal.dispatchEvent(new Event('abort'))
  }

  #end(): Promise<void> {
    return (this.#ended ??= this.#runEnds())
  }

  async #runEnds(): Promise<void> {
    for (const end of this.#ends) await end().catch((error: unknown) => this.fail(error as Error))
    running.delete(this.#context)
    const state = this.errors.length > 0 ? 'failed' : 'passed'
    NodeTest.hasFailed ||= state === 'failed'
    reporter.report({ ...this.#message, endedAt: Date.now(), state })
    const error = joinErrors(this.#faults)
    if (error !== undefined) throw error
  }

  /** What Node has made of what it has failed with; the types of Node 20 do not know it. */
  get #failure(): Error | undefined {
    return (this.#context as { readonly error?: Error | null }).error ?? undefined
  }

  get #message(): Omit<TestMessage, 'state'> {
    return { id: this.unit, name: this.name, file: filePath, startedAt: this.#startedAt }
  }
}

/** Where its time was over, or no error was thrown, the cause is a text that Node shows. */
function readThrown(failure: Error): Error {
  return failure.cause instanceof Error ? failure.cause : failure
}

function append(error: Error, text: string): void {
  if (typeof error.cause === 'string') error.cause += text
  else appendToMessage(error, text)
}
