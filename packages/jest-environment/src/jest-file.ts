import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import type { Circus } from '@jest/types'
import {
  describeTooLate,
  shieldFrames,
  TestFile,
  TestReporter,
  Watch,
  type Attempt,
  type Block,
  type Caller,
  type FileVariables,
  type ProcessUse,
} from '@mirakuru/core/adapter'
import { wishReport, type Handle } from '@mirakuru/core/client'
import * as factories from '@mirakuru/core/declaration'
import { readBlock, toPlain } from './block.js'
import { hasFailed, isEnabled, listBlocks } from './enabled-tests.js'
import { guard } from './guard.js'
import { addFault, JestTest } from './jest-test.js'
import { asksForReport } from './options.js'
import { placeBridge } from './place-bridge.cjs'
import { findClient } from './worker.js'

/** A test that runs. */
interface Running {
  readonly test: JestTest
  /** `undefined` where it uses no process. */
  readonly attempt: Attempt | undefined
}

/** A test file of Jest, whose processes are started and given back as its blocks and tests come and go. */
export class JestFile {
  readonly #folder: string
  readonly #path: string
  readonly #file: TestFile
  readonly #reporter = new TestReporter(findClient)
  readonly #uses = new Map<Circus.DescribeBlock, readonly ProcessUse[]>()
  readonly #running = new Map<Circus.TestEntry, Running>()
  readonly #lastTests = new Map<Circus.DescribeBlock, Circus.TestEntry>()
  readonly #global: typeof globalThis
  /** Those of the configuration. */
  readonly #variables: FileVariables
  #state: Circus.State | undefined
  #started = 0

  constructor(block: Block, path: string, global: typeof globalThis) {
    const { folder } = block
    this.#global = global
    this.#folder = folder
    this.#path = path
    this.#file = new TestFile({
      path,
      block,
      folder,
      findClient,
      readEnvironment: () => global.process.env,
      advise: (name) => `add ${name} to testEnvironmentOptions.processes in the Jest configuration`,
      protect: shieldFrames,
    })
    this.#variables = this.#file.describeVariables()
  }

  /**
   * Sets the variables of the configuration: for the tests, whose environment is a copy, and for what they start.
   *
   * @throws why they cannot be set
   */
  async setVariables(): Promise<void> {
    // There are environments without it.
    const { process: own = process } = this.#global as { readonly process?: NodeJS.Process }
    await this.#variables.set(...new Set([own.env, process.env])).catch((error: unknown) => {
      throw endMessage(error as Error)
    })
  }

  /** From here on tests can use processes. */
  placeBridge(): void {
    placeBridge(this.#global, {
      factories,
      setVariables: async () => undefined,
      useProcess: (wanted, caller) => this.use(wanted, caller),
    })
  }

  /**
   * Registers a use for the `describe` block that is being defined.
   *
   * @throws ExecutorError when tests run already, or when another runner than jest-circus does
   */
  use(wanted: unknown, caller: Caller): Handle {
    const given = typeof wanted === 'object' ? toPlain(wanted, this.#folder) : wanted
    const use = this.#file.use(given, caller)
    const block = this.#findOpenBlock(use)
    this.#uses.set(block, [...(this.#uses.get(block) ?? []), use])
    // The supervisor can boot while the file is loaded; what is wrong shows when it is needed.
    findClient()
      .connect()
      .catch(() => undefined)
    return use.createHandle(() => use.start(this.#file.describeOccasion()))
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
    if (opened === this) opened = undefined
    this.#variables.takeBack()
    await this.#file.releaseAll([...this.#variables.uses, ...[...this.#uses.values()].flat()])
    await this.#reporter.settle()
  }

  async #startBlock(block: Circus.DescribeBlock, state: Circus.State): Promise<void> {
    const isUnused = this.#uses.size === 0 && this.#variables.uses.length === 0
    if (isUnused || !isEnabled(block, state)) return
    // Hooks of this block may use what blocks around it have; what cannot be started again is told by the tests.
    const started = [...listBlocks(block), block].flatMap((each) => this.#usesOf(each))
    await Promise.all(started.map((use) => use.restart()))
    const uses = this.#usesOf(block).filter(({ scope }) => scope !== 'test')
    const occasion = this.#file.describeOccasion()
    await Promise.all(uses.map((use) => use.start(occasion).catch(() => undefined)))
  }

  async #startTest(entry: Circus.TestEntry): Promise<void> {
    const test = new JestTest(entry, this.#path, ++this.#started)
    this.#reporter.report(test.describe('running'))
    const blocks = listBlocks(entry)
    for (const block of blocks) this.#lastTests.set(block, entry)
    const uses = blocks.flatMap((block) => this.#usesOf(block))
    const attempt = uses.length === 0 ? undefined : this.#file.begin(test, uses)
    this.#running.set(entry, { test, attempt })
    if (attempt === undefined) return
    guard(entry, (body) => this.#runOfTest(entry, body, { cleansUp: false }))
    test.failBefore(await attempt.begin())
  }

  async #endTest(entry: Circus.TestEntry): Promise<void> {
    const { test, attempt } = this.#running.get(entry) ?? {}
    this.#running.delete(entry)
    await attempt?.end()
    if (test !== undefined) this.#reporter.report(test.describe('over'))
  }

  async #endBlock(block: Circus.DescribeBlock): Promise<void> {
    const faults = await this.#file.releaseAll(this.#usesOf(block))
    const test = this.#lastTests.get(block)
    if (test !== undefined) faults.forEach((fault) => addFault(test, fault))
    if (block.parent !== undefined) return
    await this.#file.settle()
    const loss = await this.#file.findLoss()
    if (loss !== undefined && !hasFailed(block)) test?.errors.push(loss)
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
    entry: Circus.TestEntry | null | undefined,
    body: () => unknown,
    options: { readonly cleansUp: boolean },
  ): unknown {
    const { attempt } = (entry == null ? undefined : this.#running.get(entry)) ?? {}
    return attempt === undefined ? body() : attempt.run(body, options)
  }

  async #runOfBlock({ type, parent }: Circus.Hook, body: () => unknown): Promise<unknown> {
    const uses = [...listBlocks({ parent }), parent].flatMap((block) => this.#usesOf(block))
    const when = type === 'afterAll' ? 'after the tests of its block' : undefined
    const watch = new Watch(uses, { report: (use, crash) => use.report(crash, undefined, when) })
    try {
      return await watch.run(body, { cleansUp: type === 'afterAll' })
    } finally {
      watch.stop()
    }
  }

  #usesOf(block: Circus.DescribeBlock): readonly ProcessUse[] {
    const ofFile = block.parent === undefined ? this.#variables.uses : []
    return [...ofFile, ...(this.#uses.get(block) ?? [])]
  }

  #findOpenBlock(use: ProcessUse): Circus.DescribeBlock {
    const state = this.#state
    if (state?.hasStarted === false) return state.currentDescribeBlock
    const early =
      'before the test file is loaded, or Jest runs it without jest-circus, whose events tell when tests start'
    throw describeTooLate(use, state === undefined ? early : undefined)
  }
}

/** The last file of this process, until it is closed: Jest does not tear down one that fails in a set-up file. */
let opened: JestFile | undefined

/**
 * Jest takes all but the first line of a stack without calls for calls, and prints them below the message once more. It
 * leaves out calls of Node.
 */
function endMessage(error: Error): Error {
  const { stack = '' } = error
  const value = /^\s+at /m.test(stack) ? stack : `${stack}\n    at node:process:1:1`
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
}

/**
 * Prepares for the test file whose environment this is, with its variables set.
 *
 * @throws why they cannot be set
 */
export async function openTestFile(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
  global: typeof globalThis,
): Promise<JestFile> {
  await opened?.close()
  if (asksForReport(config.projectConfig.testEnvironmentOptions)) wishReport()
  opened = new JestFile(await readBlock(config, context), context.testPath, global)
  await opened.setVariables()
  return opened
}
