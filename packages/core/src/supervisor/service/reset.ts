import { joinCommandLine } from '../../declaration/index.js'
import { describeFailure, ExecutorError, formatDuration } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { Deadline, settlesWithin } from '../../internal/clock.js'
import type { Deed } from '../../lifecycle/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Lease } from './lease.js'

/** Resets a shared process between two tests that use it. */
export class Reset {
  readonly #executor: SimpleExecutor
  readonly #args: readonly string[] | undefined
  readonly #log: (line: string) => void
  readonly #recorder: ProcessRecorder | undefined
  /** How many running tests use the process, by lease. */
  readonly #users = new Map<Lease, number>()
  #isUsed = false
  #running: Promise<void> | undefined

  /** @param args - the declared command; `undefined` if there is none */
  constructor(
    executor: SimpleExecutor,
    args: readonly string[] | undefined,
    log: (line: string) => void,
    recorder: ProcessRecorder | undefined,
  ) {
    this.#executor = executor
    this.#args = args
    this.#log = log
    this.#recorder = recorder
  }

  /**
   * Called when a test that uses the process begins. Resets it first, if an earlier test has used it and no running
   * test uses it.
   *
   * @throws {@link ExecutorError} with the output of the command if that fails
   */
  async enter(lease: Lease): Promise<void> {
    if (this.#args === undefined) return
    if (this.#isUsed && this.#users.size === 0) this.#running ??= this.#run()
    await this.#running
    if (lease.isReleased) return // no call would report the end of its test
    this.#users.set(lease, (this.#users.get(lease) ?? 0) + 1)
  }

  /** Marks it as used: tests of an earlier run may have used it. */
  expectUse(): void {
    this.#isUsed = true
  }

  /** Called when a test has ended. */
  leave(lease: Lease, hasUsed: boolean): void {
    this.#isUsed ||= hasUsed
    const others = (this.#users.get(lease) ?? 0) - 1
    if (others > 0) this.#users.set(lease, others)
    else this.#users.delete(lease)
  }

  /** Called when a lease has ended, perhaps during a test. */
  forget(lease: Lease): void {
    if (this.#users.delete(lease)) this.#isUsed = true
  }

  async #run(): Promise<void> {
    this.#recorder?.resetBegun()
    try {
      await this.#runCommand()
      this.#isUsed = false
    } finally {
      this.#recorder?.resetDone()
      this.#running = undefined
    }
  }

  async #runCommand(): Promise<void> {
    const { resolved } = lifeOf(this.#executor)
    if (resolved?.reset === undefined) return // never started, so never used
    const args = resolved.reset
    const deadline = new Deadline(resolved.startTimeout)
    const abort = new AbortController()
    const life = lifeOf(this.#executor)
    const result = life.carryOut('reset', args, { options: resolved, signal: abort.signal })
    const isInTime = await settlesWithin(result, deadline.timeout)
    const fail = (how: string, { command, output }: Pick<Deed, 'command' | 'output'>): Error => {
      const headline = `Cannot reset "${resolved.name}" between two tests: ${how}`
      const report = { headline, command, cwd: resolved.cwd, log: output }
      return new ExecutorError(describeFailure(report))
    }
    const late = `its reset command did not end within ${formatDuration(deadline.timeout)}`
    // A command that is killed says what it has printed; an agent that is asked no longer says nothing.
    if (!isInTime) abort.abort(fail(late, { command: joinCommandLine(args), output: undefined }))
    const deed = await result
    this.#log(`reset in ${formatDuration(deadline.elapsed)}`)
    if (!isInTime) throw fail(late, deed)
    if (deed.failure !== undefined) throw fail(deed.failure, deed)
  }
}
