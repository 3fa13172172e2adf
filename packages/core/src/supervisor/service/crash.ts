import type { PlannedProcess } from '../../declaration/index.js'
import { describeFailure, ProcessCrashedError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { describeFinish } from '../../lifecycle/index.js'
import type { LiveProcess } from '../../process/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Lease } from './lease.js'

/** How a process ended unasked, and whether anybody knows. */
export interface Crash {
  readonly error: ProcessCrashedError
  /** What crashed: the executor has another process after a restart. */
  readonly process: LiveProcess | undefined
  isTold: boolean
}

/** What makes a process one that can crash. */
export interface CrashableProcess {
  readonly executor: SimpleExecutor
  readonly plan: PlannedProcess
  readonly cwd: string
  /** Where all of its output is. */
  readonly logFile: string | undefined
  readonly recorder: ProcessRecorder | undefined
}

/** Whether a process has crashed. */
export class CrashState {
  readonly #process: CrashableProcess
  #crash: Crash | undefined
  #lastPid: number | undefined
  /** Leases of those who are told in another way, each as often as it waits. */
  #waits: readonly (Lease | undefined)[] = []

  constructor(process: CrashableProcess) {
    this.#process = process
  }

  /** What happens when it crashes, as declared. */
  get consequence(): 'fail' | 'restart' | 'ignore' {
    return this.#process.plan.options.onCrash ?? 'fail'
  }

  /** Its crash, as far as it was looked for. */
  get known(): Crash | undefined {
    return this.#crash?.process === this.#current ? this.#crash : undefined
  }

  /** Its crash, which is looked for. */
  find(): Crash | undefined {
    return lifeOf(this.#process.executor).hasCrashed ? this.notice() : this.known
  }

  /**
   * It has crashed: what is to be said of it.
   *
   * @param wasStopped - its end was asked for, but not with that status
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

  /** Somebody was told: nobody needs to be told again. */
  acknowledge(): void {
    if (this.#crash !== undefined) this.#crash.isTold = true
  }

  /** It was started again. */
  forget(): void {
    this.#crash = undefined
  }

  /** An executor does not know its pid any more when it is asked how it ended. */
  rememberPid(pid: number | undefined): void {
    this.#lastPid = pid ?? this.#lastPid
  }

  /** Runs something that tells its caller when the process ends meanwhile: to that one it is no crash then. */
  async expectEnd<T>(lease: Lease | undefined, run: () => Promise<T>): Promise<T> {
    this.#waits = [...this.#waits, lease]
    try {
      return await run()
    } finally {
      this.#waits = this.#waits.toSpliced(this.#waits.indexOf(lease), 1)
    }
  }

  /** Whether somebody waits for something who is told of the end by that. */
  isExpectedBy(lease: Lease): boolean {
    return this.#waits.includes(lease)
  }

  get #current(): LiveProcess | undefined {
    return lifeOf(this.#process.executor).process
  }
}

/** What whoever holds the process is told; which test ran at that moment only they know. */
function describeCrash(
  { executor, plan, cwd, logFile }: CrashableProcess,
  pid: number | undefined,
  wasStopped: boolean,
): ProcessCrashedError {
  const { name, exit, command } = executor
  const { code = null, signal = null } = exit ?? {}
  const log = executor.log()
  const time = new Date().toISOString().slice(11, 23)
  // How a daemon ends only its parent is told, which is the system.
  const { headline, hints } = lifeOf(executor).process?.hasLeftDaemon
    ? { headline: `"${name}" left a daemon that ended unexpectedly`, hints: [] }
    : describeFinish(name, { code, signal }, wasStopped)
  const message = describeFailure({
    headline,
    facts: [`scope ${plan.scope}, pid ${pid ?? 'unknown'}, at ${time} UTC`, ...hints],
    command,
    cwd,
    log,
    logFile,
  })
  return new ProcessCrashedError(message, { exitCode: code, signal, log, test: undefined })
}
