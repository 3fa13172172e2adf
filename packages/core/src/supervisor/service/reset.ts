import { describeEnd, describeFailure, ExecutorError, formatDuration } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { joinCommandLine } from '../../declaration/index.js'
import { Deadline, settlesWithin } from '../../internal/clock.js'
import { runCommand } from '../../process/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Lease } from './lease.js'

/** Takes a process that tests share back to where it began, between two tests that use it. */
export class Reset {
  readonly #executor: SimpleExecutor
  readonly #args: readonly string[] | undefined
  readonly #log: (line: string) => void
  readonly #recorder: ProcessRecorder | undefined
  /** Those in the middle of a test, by the lease they have. */
  readonly #users = new Map<Lease, number>()
  #isUsed = false
  #running: Promise<void> | undefined

  /** @param args - the command as it was declared; `undefined` when there is none */
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
   * A test begins that uses the process. If an earlier one has used it, and nobody is in the middle of a test with it,
   * it is reset first.
   *
   * @throws {@link ExecutorError} with the output of the command when that fails
   */
  async enter(lease: Lease): Promise<void> {
    if (this.#args === undefined) return
    if (this.#isUsed && this.#users.size === 0) this.#running ??= this.#run()
    await this.#running
    if (lease.isReleased) return // nobody would say that its test is over
    this.#users.set(lease, (this.#users.get(lease) ?? 0) + 1)
  }

  /** Tests of an earlier run may have used it. */
  expectUse(): void {
    this.#isUsed = true
  }

  /** A test is over. */
  leave(lease: Lease, hasUsed: boolean): void {
    this.#isUsed ||= hasUsed
    const others = (this.#users.get(lease) ?? 0) - 1
    if (others > 0) this.#users.set(lease, others)
    else this.#users.delete(lease)
  }

  /** The lease has ended, perhaps in the middle of a test. */
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
    if (resolved?.reset === undefined) return // it was never started, so that nobody can have used it
    const args = resolved.reset
    const command = joinCommandLine(args)
    const plan = { ...resolved, name: `reset of ${resolved.name}`, command, args, shell: false }
    const deadline = new Deadline(resolved.startTimeout)
    const abort = new AbortController()
    const result = runCommand(plan, abort.signal)
    const isInTime = await settlesWithin(result, deadline.timeout)
    abort.abort()
    const { code, signal, output } = await result
    this.#log(`reset in ${formatDuration(deadline.elapsed)}`)
    if (isInTime && code === 0) return
    const how = isInTime
      ? `its reset command ${describeEnd({ code, signal })}`
      : `its reset command did not end within ${formatDuration(deadline.timeout)}`
    const headline = `Cannot reset "${resolved.name}" between two tests: ${how}`
    throw new ExecutorError(describeFailure({ headline, command, cwd: resolved.cwd, log: output }))
  }
}
