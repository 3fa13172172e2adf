import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import type { Circus } from '@jest/types'
import { wishReport, type Handle } from '@mirakuru/core/client'
import * as factories from '@mirakuru/core/declaration'
import { ExecutorError } from '@mirakuru/core/errors'
import { readBlock, type Block } from './block.js'
import { addFault } from './add-to-errors.js'
import { Attempt } from './attempt.js'
import { isEnabled, listBlocks } from './enabled-tests.js'
import { guard } from './guard.js'
import { settleEnds } from './later-ends.js'
import { findUntoldLoss } from './loss.js'
import { asksForReport } from './options.js'
import { placeBridge } from './place-bridge.cjs'
import { ToldTests } from './told-tests.js'
import { releaseAll, Use, type Occasion } from './use.js'
import { Watch } from './watch.js'
import { findClient } from './worker.js'

/** The processes that one test file uses, started and given back as its blocks and tests come and go. */
export class TestFile {
  readonly #block: Block
  readonly #path: string
  readonly #told: ToldTests
  readonly #global: typeof globalThis
  readonly #uses = new Map<Circus.DescribeBlock, Use[]>()
  readonly #attempts = new Map<Circus.TestEntry, Attempt>()
  readonly #lastTests = new Map<Circus.DescribeBlock, Circus.TestEntry>()
  #state: Circus.State | undefined
  #started = 0
  #calls = 0

  constructor(block: Block, path: string, global: typeof globalThis) {
    this.#block = block
    this.#path = path
    this.#told = new ToldTests(path)
    this.#global = global
  }

  /**
   * Registers a use for the `describe` block that is being defined.
   *
   * @throws {@link ExecutorError} when tests run already, or when another runner than jest-circus does
   */
  use(wanted: unknown, caller: (...args: never[]) => unknown): Handle {
    const place = {}
    Error.captureStackTrace(place, caller)
    const use = new Use({ wanted, block: this.#block, number: ++this.#calls, place })
    const block = this.#findOpenBlock(use)
    this.#uses.set(block, [...this.#usesOf(block), use])
    // The supervisor can boot while the file is loaded; what is wrong shows when it is needed.
    findClient()
      .connect()
      .catch(() => undefined)
    return use.handle
  }

  /** Follows Jest through the file. An error thrown here would fail the whole file; one that is pushed fails a test. */
  async handleEvent(
    event: Circus.AsyncEvent | Circus.SyncEvent,
    state: Circus.State,
  ): Promise<void> {
    switch (event.name) {
      case 'setup':
        this.#state = state
        break
      case 'run_describe_start':
        await this.#startBlock(event.describeBlock, state)
        break
      case 'test_started':
        await this.#startTest(event.test)
        break
      case 'hook_start':
        this.#guardHook(event.hook, state)
        break
      case 'test_done':
        await this.#endTest(event.test)
        break
      case 'run_describe_finish':
        await this.#endBlock(event.describeBlock)
        break
      default:
    }
  }

  /** Gives back what is still held, for example because the file could not be run to its end. */
  async close(): Promise<void> {
    await releaseAll([...this.#uses.values()].flat(), undefined)
    await this.#told.settle()
  }

  async #startBlock(block: Circus.DescribeBlock, state: Circus.State): Promise<void> {
    if (this.#uses.size === 0 || !isEnabled(block, state)) return
    // Hooks of this block may use what blocks around it have; what cannot be started again is told by the tests.
    const outer = listBlocks(block).flatMap((each) => this.#usesOf(each))
    await Promise.all(outer.map((use) => use.restart()))
    const uses = this.#usesOf(block).filter(({ scope }) => scope !== 'test')
    const occasion = this.#describeOccasion('')
    await Promise.all(uses.map((use) => use.start(occasion)))
  }

  async #startTest(test: Circus.TestEntry): Promise<void> {
    const attempted = String(++this.#started)
    this.#told.begin(test, this.#nameUnit(attempted))
    const blocks = listBlocks(test)
    for (const block of blocks) this.#lastTests.set(block, test)
    const uses = blocks.flatMap((block) => this.#usesOf(block))
    if (uses.length === 0) return
    const attempt = new Attempt(test, uses)
    this.#attempts.set(test, attempt)
    guard(test, (body) => this.#runOfTest(test, body, { cleansUp: false }))
    await attempt.begin(this.#describeOccasion(attempted))
  }

  async #endTest(test: Circus.TestEntry): Promise<void> {
    const attempt = this.#attempts.get(test)
    this.#attempts.delete(test)
    await attempt?.end()
    this.#told.end(test)
  }

  async #endBlock(block: Circus.DescribeBlock): Promise<void> {
    const faults = await releaseAll(this.#usesOf(block), undefined)
    const test = this.#lastTests.get(block)
    if (test !== undefined) faults.forEach((fault) => addFault(test, fault))
    if (block.parent !== undefined) return
    await settleEnds()
    const loss = await findUntoldLoss(block)
    if (loss !== undefined) test?.errors.push(loss)
  }

  #guardHook(hook: Circus.Hook, state: Circus.State): void {
    const isOfBlock = hook.type === 'beforeAll' || hook.type === 'afterAll'
    guard(hook, (body) => {
      if (isOfBlock) return this.#runOfBlock(hook, body)
      const cleansUp = hook.type === 'afterEach'
      return this.#runOfTest(state.currentlyRunningTest, body, { cleansUp })
    })
  }

  #runOfTest(
    test: Circus.TestEntry | null | undefined,
    body: () => unknown,
    options: { readonly cleansUp: boolean },
  ): unknown {
    const attempt = test == null ? undefined : this.#attempts.get(test)
    return attempt === undefined ? body() : attempt.run(body, options)
  }

  async #runOfBlock({ type, parent }: Circus.Hook, body: () => unknown): Promise<unknown> {
    const uses = [...listBlocks({ parent }), parent].flatMap((block) => this.#usesOf(block))
    const when = type === 'afterAll' ? 'after the tests of its block' : undefined
    const watch = new Watch(uses, (use, crash) => use.tell(crash, undefined, when))
    try {
      return await watch.run(body, { cleansUp: type === 'afterAll' })
    } finally {
      watch.stop()
    }
  }

  #usesOf(block: Circus.DescribeBlock): readonly Use[] {
    return this.#uses.get(block) ?? []
  }

  #findOpenBlock(use: Use): Circus.DescribeBlock {
    const state = this.#state
    if (state?.hasStarted === false) return state.currentDescribeBlock
    const reason =
      state === undefined
        ? 'before the test file is loaded, or Jest runs it without jest-circus, whose events tell when tests start'
        : 'in a test or a hook; call it outside, at the top of the file or in a describe block'
    throw use.place(
      new ExecutorError(`Cannot use "${use.label}": useProcess() was called ${reason}`),
    )
  }

  #describeOccasion(test: string): Occasion {
    const { env } = this.#global.process
    const units = { file: this.#path, test: this.#nameUnit(test) }
    return { client: findClient(), units, environment: { ...env } }
  }

  #nameUnit(test: string): string {
    return `${this.#path} ${test}`
  }
}

/** Prepares for the test file whose environment this is. */
export async function openTestFile(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
  global: typeof globalThis,
): Promise<TestFile> {
  if (asksForReport(config.projectConfig.testEnvironmentOptions)) wishReport()
  const file = new TestFile(await readBlock(config, context), context.testPath, global)
  placeBridge(global, { factories, useProcess: (wanted, caller) => file.use(wanted, caller) })
  return file
}
