import type { PlannedProcess } from '../../declaration/index.js'
import { describeFailure, ProcessCrashedError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { describeFinish, type Instance } from '../../lifecycle/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Lease } from './lease.js'

/** The unexpected end of a process, and whether it was reported. */
export interface Crash {
  readonly error: ProcessCrashedError
  /** The process that crashed: the executor has another one after a restart. */
  readonly process: Instance | undefined
  isTold: boolean
}

/** The parameters of a {@link CrashState}. */
export interface CrashableProcess {
  readonly executor: SimpleExecutor
  readonly plan: PlannedProcess
  readonly cwd: string
  /** The file with all of its output. */
  readonly logFile: string | undefined
  readonly recorder: ProcessRecorder | undefined
}

/** Whether a process has crashed. */
export class CrashState {
  readonly #process: CrashableProcess
  #crash: Crash | undefined
  #lastPid: number | undefined
  /** Leases whose pending waits reject when the process ends, one entry for each wait. */
  #waits: readonly (Lease | undefined)[] = []

  constructor(process: CrashableProcess) {
    this.#process = process
  }

  /** Its declared `onCrash`. */
  get consequence(): 'fail' | 'restart' | 'ignore' {
    return this.#process.plan.options.onCrash ?? 'fail'
  }

  /** Its crash, if it was found already. */
  get known(): Crash | undefined {
    return this.#crash?.process === this.#current ? this.#crash : undefined
  }

  /** Finds its crash. */
  find(): Crash | undefined {
    return lifeOf(this.#process.executor).hasCrashed ? this.notice() : this.known
  }

  /**
   * Creates its crash, unless it is known already.
   *
   * @param wasStopped - whether it was stopped, but ended with an unexpected status
   */
  notice(wasStopped = false): Crash {
    if (this.known !== undefined) return this.known
    const error = describeCrash(this.#process, this.#lastPid, wasStopped)
    const isTold = this.#waits.length > 0 || this.consequence === 'ignore'
    const crash = { error, process: this.#current, isTold }
    this.#crash = crash
    this.#process.recorder?.crashed(error.message)
    return crash
  }

  /** Marks the crash as reported. */
  acknowledge(): void {
    if (this.#crash !== undefined) this.#crash.isTold = true
  }

  /** Called when it was started again. */
  forget(): void {
    this.#crash = undefined
  }

  /** Remembers the pid, which the executor does not have any more after a crash. */
  rememberPid(pid: number | undefined): void {
    this.#lastPid = pid ?? this.#lastPid
  }

  /** Runs a wait that rejects when the process ends: the caller is not notified of the crash as well. */
  async expectEnd<T>(lease: Lease | undefined, run: () => Promise<T>): Promise<T> {
    this.#waits = [...this.#waits, lease]
    try {
      return await run()
    } finally {
      this.#waits = this.#waits.toSpliced(this.#waits.indexOf(lease), 1)
    }
  }

  /** Whether a holder has a pending wait that reports the end to it. */
  isExpectedBy(lease: Lease): boolean {
    return this.#waits.includes(lease)
  }

  get #current(): Instance | undefined {
    return lifeOf(this.#process.executor).process
  }
}

/** Creates the error for the holders, without the test: only they know which one ran. */
function describeCrash(
  { executor, plan, cwd, logFile }: CrashableProcess,
  pid: number | undefined,
  wasStopped: boolean,
): ProcessCrashedError {
  const { name, exit, command } = executor
  const { code = null, signal = null } = exit ?? {}
  const log = executor.log()
  const time = new Date().toISOString().slice(11, 23)
  // The exit status of a daemon is reported only to its parent, the init process.
  const { headline, hints } = lifeOf(executor).process?.hasLeftDaemon
    ? { headline: `"${name}" left a daemon that ended unexpectedly`, hints: [] }
    : describeFinish(name, { code, signal }, wasStopped)
  const message = describeFailure({
    headline,
    facts: [`scope ${plan.scope}, pid ${pid ?? 'unknown'}, at ${time} UTC`, ...hints],
    command,
    cwd: lifeOf(executor).resolved?.cwd ?? cwd,
    log,
    logFile,
  })
  return new ProcessCrashedError(message, { exitCode: code, signal, log, test: undefined })
}
