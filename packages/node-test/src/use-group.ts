import type { TestContext } from 'node:test'
import { joinErrors, type ProcessUse } from '@mirakuru/core/adapter'
import { PrintedLines, type Handle } from '@mirakuru/core/client'
import { ExecutorError } from '@mirakuru/core/errors'
import { NodeTest } from './node-test.js'
import { findTestFile } from './test-file.js'

/** The processes that the tests of one block use, or that a single test does. */
export class UseGroup {
  readonly #file = findTestFile()
  readonly #uses: ProcessUse[] = []
  /** Those that tests share. */
  readonly #started = new Map<ProcessUse, Promise<unknown>>()
  readonly #running = new Set<NodeTest>()

  /**
   * @param when - what a message says of a use of the handle while nothing runs; default the usual
   * @returns its handle, of which `start()` does not wait for the first test
   */
  add(use: ProcessUse, when?: string): Handle {
    this.#uses.push(use)
    return use.createHandle(() => this.#start(use), when)
  }

  /**
   * A test begins: starts what it uses. At its end its own processes are given back.
   *
   * @throws why it cannot run
   */
  async begin(context: TestContext): Promise<void> {
    await NodeTest.endThoseThatAreOver()
    const test = NodeTest.of(context)
    const others = [...this.#running]
    if (others.some(({ name }) => test.name.startsWith(`${name} > `))) return this.#follow(test)
    const own = this.#uses.find(({ scope }) => scope === 'test')
    if (own !== undefined && others.length > 0) throw describeConflict(own)
    this.#running.add(test)
    const attempt = this.#file.begin(test, this.#uses)
    test.atEnd(async () => {
      await attempt.end()
      await this.#file.settle()
      this.#running.delete(test)
    })
    const shared = this.#uses.filter(({ scope }) => scope !== 'test')
    // What fails is kept for every test.
    await Promise.allSettled(shared.map((use) => this.#start(use)))
    const reason = joinErrors(await attempt.begin(), 'cannot be used')
    if (reason !== undefined) throw reason
  }

  /**
   * Gives back what tests have shared.
   *
   * @throws how it ended, where that was not asked for
   */
  async release(): Promise<void> {
    const error = joinErrors(await this.#file.releaseAll(this.#uses))
    this.#started.clear()
    if (error !== undefined) throw error
  }

  /** A test inside a test has what that has. */
  #follow(test: NodeTest): void {
    const printed = new PrintedLines()
    test.atEnd(async () => {
      if (test.errors.length === 0) return
      await Promise.all(this.#uses.map((use) => use.collect(printed)))
      test.explain(printed.describeBeside(test.errors))
    })
  }

  #start(use: ProcessUse): Promise<unknown> {
    const started = this.#started.get(use) ?? use.start(this.#file.describeOccasion())
    this.#started.set(use, started)
    return started
  }
}

function describeConflict({ label, callSite }: ProcessUse): ExecutorError {
  return callSite.mark(
    new ExecutorError(
      `"${label}" belongs to another test that runs at the same moment: useProcess() with scope "test" cannot tell ` +
        'concurrent tests apart; call startProcess(t, …) in each of them',
    ),
  )
}
