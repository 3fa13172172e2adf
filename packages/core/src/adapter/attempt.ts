import { addInnermostCause, PrintedLines, type ProcessFailure } from '../client/index.js'
import { DeclarationError, ProcessCrashedError, SupervisorError } from '../errors/index.js'
import { dropRepeated, type Occasion, type ProcessUse, type StartOptions } from './process-use.js'
import type { RunnerTest } from './runner-test.js'
import { Watch } from './watch.js'

/** What an attempt asks of its file. */
export interface AttemptFile {
  describeOccasion(unit: string): Occasion
  hold(use: ProcessUse, options: HoldOptions): Promise<void>
  release(use: ProcessUse, test: RunnerTest | undefined): Promise<Error | undefined>
  leave(attempt: Attempt): void
}

/** How a process is held. */
export interface HoldOptions extends StartOptions {
  /** The only test that it is for; `undefined` when it is for all tests of the file, or of a block of it. */
  readonly test?: RunnerTest | undefined
}

/** One attempt of a test, with the processes that it can use. */
export class Attempt {
  readonly #file: AttemptFile
  readonly #test: RunnerTest
  readonly #uses: Set<ProcessUse>
  readonly #inUse = new Set<ProcessUse>()
  readonly #printed = new PrintedLines()
  readonly #watch: Watch
  /** What showed when a process was given back. */
  #exit: ProcessFailure | undefined
  /** Whether it could not have what it is declared to use: what the others printed has nothing to do with that. */
  #isMisdeclared = false

  constructor(file: AttemptFile, test: RunnerTest, uses: Iterable<ProcessUse>) {
    this.#file = file
    this.#test = test
    this.#uses = new Set(uses)
    this.#watch = new Watch(this.#uses, {
      report: (use, failure) => use.report(failure, test.name),
      endBody: (error) => test.endBody?.(error),
    })
  }

  /**
   * Starts its own processes, restarts and resets those that it shares.
   *
   * @returns why it cannot run
   */
  async begin(): Promise<readonly Error[]> {
    await Promise.all(this.#own.map((use) => this.#startOwn(use)))
    const problems = await Promise.all([...this.#uses].map((use) => this.#admit(use)))
    const reasons = dropRepeated(problems)
    this.#isMisdeclared = reasons.some((reason) => reason instanceof DeclarationError)
    return reasons.length > 0 ? reasons : dropRepeated([this.#watch.failure])
  }

  /** It can use one more process, which it or its file holds. */
  add(use: ProcessUse): void {
    this.#uses.add(use)
    this.#watch.add(use)
  }

  /**
   * Starts a process for it while it runs: one of its own, or one of its file that it is the first to ask for.
   *
   * @throws what failed; nothing is held then
   */
  async start(use: ProcessUse, options?: StartOptions): Promise<void> {
    const test = use.scope === 'test' ? this.#test : undefined
    await this.#hold(use, { ...options, test })
    this.add(use)
    const problem = await this.#beginUse(use)
    if (problem === undefined) return
    await this.#file.release(use, test)
    throw problem
  }

  /** Runs its body, or a hook that belongs to it, no longer than a moment after a crash. */
  run(body: () => unknown, options: { readonly cleansUp: boolean }): unknown {
    return this.#watch.run(body, options)
  }

  /**
   * Gives one of its processes back. That it has crashed meanwhile {@link end} reports, once.
   *
   * @returns any other fault
   */
  async release(use: ProcessUse): Promise<Error | undefined> {
    if (this.#test.errors.length > 0) await use.collect(this.#printed)
    this.#uses.delete(use)
    const fault = await this.#file.release(use, this.#test)
    // With its supervisor everything is gone; a test that has failed need not be told as well.
    if (fault instanceof SupervisorError && this.#test.errors.length > 0) return undefined
    if (!(fault instanceof ProcessCrashedError) && !(fault instanceof SupervisorError)) return fault
    this.#exit ??= fault
    return undefined
  }

  /** Its body is over: gives its own processes back, and adds to its errors what they do not tell. */
  async end(): Promise<void> {
    const test = this.#test
    // What it has failed with may be the first sign of a crash, which is told a moment later.
    if (test.errors.length > 0) await this.#watch.untilFailure()
    this.#watch.stop()
    this.#file.leave(this)
    const ends = [...this.#inUse].map((use) => use.endUse(test.hasUsed?.(use) ?? true))
    await Promise.all(ends)
    if (this.#watch.failure !== undefined || test.errors.length > 0) await this.#collect()
    const own = test.describeRefusal === undefined ? this.#own : []
    const faults = dropRepeated(await Promise.all(own.map((use) => this.release(use))))
    this.#blame()
    faults.forEach((fault) => test.fail(fault))
    if (test.errors.length === 0 || this.#isMisdeclared) return
    await this.#collect()
    test.explain(this.#printed.describeBeside(test.errors), this.#printed.list())
  }

  get #own(): readonly ProcessUse[] {
    return [...this.#uses].filter(({ scope }) => scope === 'test')
  }

  get #occasion(): Occasion {
    return this.#file.describeOccasion(this.#test.unit)
  }

  async #hold(use: ProcessUse, options: HoldOptions): Promise<void> {
    try {
      await this.#file.hold(use, options)
    } catch (error) {
      this.#isMisdeclared ||= error instanceof DeclarationError
      throw error
    }
  }

  /** A failure is kept for {@link ProcessUse.recover}. */
  async #startOwn(use: ProcessUse): Promise<void> {
    const refusal = this.#test.describeRefusal?.(use)
    if (refusal === undefined) await use.start(this.#occasion).catch(() => undefined)
    else use.refuse(refusal)
  }

  async #admit(use: ProcessUse): Promise<Error | undefined> {
    const isTriedAgain = this.#test.isRetried === true && use.scope !== 'test'
    const problem = await use.recover(isTriedAgain ? this.#occasion : undefined)
    return problem ?? this.#beginUse(use)
  }

  async #beginUse(use: ProcessUse): Promise<Error | undefined> {
    const problem = await use.beginUse()
    if (problem === undefined) this.#inUse.add(use)
    return problem !== undefined && this.#test.refuse?.(use, problem) === true ? undefined : problem
  }

  async #collect(): Promise<void> {
    await Promise.all([...this.#uses].map((use) => use.collect(this.#printed)))
  }

  /** The first failure is its verdict, or the cause of what it has failed with. */
  #blame(): void {
    const failure = this.#watch.failure ?? this.#exit
    if (failure === undefined) return
    const test = this.#test
    const cause = test.toCause?.(failure) ?? failure
    if (!addInnermostCause(test.errors.at(-1), cause)) test.fail(failure)
  }
}
