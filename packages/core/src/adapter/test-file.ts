import type { Client } from '../client/index.js'
import type { Declaration } from '../declaration/index.js'
import { ExecutorError, type SupervisorError } from '../errors/index.js'
import { Attempt, type HoldOptions } from './attempt.js'
import { CallSite, type Caller } from './call-site.js'
import { FileVariables } from './file-variables.js'
import { describeFixture } from './fixture.js'
import { dropRepeated, ProcessUse, type Occasion } from './process-use.js'
import type { RunnerTest } from './runner-test.js'
import { describeTarget, type UseRequest } from './use-target.js'

/** A test file, as its runner knows it: what an adapter supplies. */
export interface RunnerFile extends Pick<UseRequest, 'block' | 'folder' | 'advise'> {
  readonly path: string
  /** The client of this process, or thread; see `findWorkerClient()`. */
  readonly findClient: () => Client
  /** The variables of its tests, where they are not those of this process. */
  readonly readEnvironment?: () => Readonly<Record<string, string | undefined>>
  /** What the runner needs so that it shows a message as it is. */
  readonly protect?: (text: string) => string
}

/** How a process ends that a test has given back without waiting, which nobody was told yet. */
interface UnreportedExit {
  readonly use: ProcessUse
  readonly test: RunnerTest
}

/** The processes that one test file uses. */
export class TestFile {
  readonly #file: RunnerFile
  readonly #heldProcesses = new Map<ProcessUse, RunnerTest | undefined>()
  readonly #attempts = new Set<Attempt>()
  /** By the lease that the test had. */
  readonly #lateExits = new Map<string, UnreportedExit>()
  readonly #fixtures = new Map<object, number>()
  #calls = 0

  constructor(file: RunnerFile) {
    this.#file = file
  }

  /**
   * What one call of `useProcess()` means.
   *
   * @param caller - the function that tests call
   */
  use(wanted: unknown, caller: Caller): ProcessUse {
    const { block, folder, advise, protect } = this.#file
    const own = { wanted, caller: caller.name, number: ++this.#calls }
    const target = describeTarget({ ...own, block, folder, advise })
    return new ProcessUse(target, new CallSite(caller, protect))
  }

  /** The variables that the configuration sets for this file. */
  describeVariables(): FileVariables {
    const { block, folder, advise, protect } = this.#file
    return new FileVariables(block ?? { folder, processes: {} }, {
      use: (wanted) => {
        const target = describeTarget({ wanted, caller: 'env', block, folder, advise, number: 0 })
        return new ProcessUse(target, new CallSite(undefined, protect))
      },
      hold: (use) => this.hold(use),
      release: (use) => this.release(use),
    })
  }

  /** What one set-up of a fixture means. */
  useFixture(declaration: Declaration, fixture: object, callSite: CallSite): ProcessUse {
    const number = this.#fixtures.get(fixture) ?? this.#fixtures.size + 1
    this.#fixtures.set(fixture, number)
    const { folder } = this.#file
    return new ProcessUse(describeFixture(declaration, { folder, number }), callSite)
  }

  /** @param unit - that of a test, see {@link RunnerTest.unit}; without one it is for the whole file */
  describeOccasion(unit = ''): Occasion {
    const { findClient, path, readEnvironment } = this.#file
    const occasion = { client: findClient(), units: { file: path, test: unit } }
    if (readEnvironment === undefined) return occasion
    return { ...occasion, environment: { environment: { ...readEnvironment() } } }
  }

  /**
   * Starts a process. One that is for all tests is one of those that run already as well.
   *
   * @throws what failed; nothing is held then
   */
  async hold(use: ProcessUse, { test, ...options }: HoldOptions = {}): Promise<void> {
    try {
      await use.start(this.describeOccasion(test?.unit), options)
    } catch (error) {
      await this.release(use, test)
      throw error
    }
    this.#heldProcesses.set(use, test)
    if (test === undefined) this.#attempts.forEach((attempt) => attempt.add(use))
  }

  /** A test begins that can use certain processes: else those that {@link hold} has started for all. */
  begin(test: RunnerTest, uses: Iterable<ProcessUse> = this.#listShared()): Attempt {
    const attempt = new Attempt(this, test, uses)
    this.#attempts.add(attempt)
    return attempt
  }

  /** What ends does not see processes that are started later. */
  leave(attempt: Attempt): void {
    this.#attempts.delete(attempt)
  }

  /**
   * Gives a process back. That of a test may end later: {@link settle} waits for it.
   *
   * @returns how it ended, where that was not asked for
   */
  async release(use: ProcessUse, test?: RunnerTest): Promise<Error | undefined> {
    this.#heldProcesses.delete(use)
    try {
      const lease = await use.release({ waits: test === undefined })
      if (lease !== undefined && test !== undefined) this.#lateExits.set(lease, { use, test })
      return undefined
    } catch (error) {
      return use.describeExit(error as Error, test?.name)
    }
  }

  /** Gives several processes back: those of a block, or all that are held. */
  async releaseAll(
    uses: Iterable<ProcessUse> = this.#heldProcesses.keys(),
  ): Promise<readonly Error[]> {
    const faults = [...uses].map((use) => this.release(use, this.#heldProcesses.get(use)))
    return dropRepeated(await Promise.all(faults))
  }

  /** Waits until the processes are gone that tests had for themselves; those tests fail whose ended badly. */
  async settle(): Promise<void> {
    const leases = [...this.#lateExits.keys()]
    if (leases.length === 0) return
    for (const [lease, error] of await this.#file.findClient().settle()) {
      const { use, test } = this.#lateExits.get(lease) ?? {}
      if (use !== undefined && test !== undefined) test.fail(use.describeExit(error, test.name))
    }
    // Others may have begun to end meanwhile.
    leases.forEach((lease) => this.#lateExits.delete(lease))
  }

  /**
   * At the end of a file: one in which the run has lost its processes does not pass, even if none of its tests asks for
   * them any more, was retried, or was expected to fail.
   *
   * @returns what a file in which nothing has failed is to fail with; once in a worker
   */
  async findLoss(): Promise<SupervisorError | undefined> {
    const loss = isLossReported ? undefined : await this.#file.findClient().findLoss()
    if (loss !== undefined) isLossReported = true
    return loss
  }

  #listShared(): readonly ProcessUse[] {
    return [...this.#heldProcesses].filter(([, test]) => test === undefined).map(([use]) => use)
  }
}

let isLossReported = false

/** An error that reports why a process cannot be used where tests run already. */
export function describeTooLate(
  { label, callSite }: ProcessUse,
  reason = 'in a test or a hook; call it outside, at the top of the file or in a describe block',
): ExecutorError {
  return callSite.mark(
    new ExecutorError(`Cannot use "${label}": useProcess() was called ${reason}`),
  )
}
