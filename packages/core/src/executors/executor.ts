import { ExecutorError, type Holder } from '../errors/index.js'
import type { LiveProcess } from '../process/index.js'
import { type Attempt, notReady, ready, type Watch } from '../readiness/index.js'
import { alreadyRunning, type Goal, type ReadinessStep } from '../lifecycle/index.js'
import { SimpleExecutor } from './simple-executor.js'

const missingCheck = Symbol('missing check')

/**
 * Base class for executors with a readiness check of your own: override both checks.
 *
 * @example
 * ```ts
 * class QueueExecutor extends Executor {
 *   override async preStartCheck() {
 *     return canConsume()
 *   }
 *   override async afterStartCheck() {
 *     return canConsume()
 *   }
 * }
 * ```
 */
export class Executor extends SimpleExecutor {
  #failed: Attempt | undefined

  /**
   * Whether another process already serves what this executor would start. Called once, before the process is spawned.
   *
   * @param _signal - aborted when the start is cancelled or times out
   */
  preStartCheck(_signal: AbortSignal): Promise<boolean> {
    return Promise.reject(this.#notImplemented('preStartCheck'))
  }

  /**
   * Whether the process is ready. Called repeatedly once it is spawned; a call that throws or rejects counts as false.
   *
   * @param _signal - aborted when this call times out, or the start ends
   */
  afterStartCheck(_signal: AbortSignal): Promise<boolean> {
    return Promise.reject(this.#notImplemented('afterStartCheck'))
  }

  /** The goal of the wait, in words. */
  protected describeGoal(): Goal {
    return {
      target: 'its own check',
      infinitive: 'become ready',
      gerund: 'becoming ready',
      taken: 'its preStartCheck() reports that it is already running',
    }
  }

  /** Hints for a process that does not become ready, from its state and from what all attempts saw. */
  protected describeHints(_process: LiveProcess, _seen: string): readonly string[] {
    return []
  }

  /** Tells when its own check may succeed: see {@link Watch}. */
  protected watch(_process: LiveProcess, ..._callbacks: Parameters<Watch>): ReturnType<Watch> {
    return undefined
  }

  /** The process that already serves what this executor would start, if the system reports it. */
  protected findHolder(): Holder | undefined {
    return undefined
  }

  /** Whether an attempt succeeded; remembers the reason of a failure for messages. */
  protected judge(attempt: Attempt): boolean {
    this.#failed = attempt.ready ? undefined : attempt
    return attempt.ready
  }

  protected override async assertAlone(signal: AbortSignal): Promise<void> {
    if (!(await this.#isTaken(signal))) return
    throw alreadyRunning(this.resolved, this.describeGoal(), this.findHolder())
  }

  protected override listSteps(process: LiveProcess): readonly ReadinessStep[] {
    return [this.makeOwnStep(process), ...super.listSteps(process)]
  }

  /** The wait for its own check. */
  protected makeOwnStep(process: LiveProcess): ReadinessStep {
    return {
      goal: this.describeGoal(),
      attempt: (signal) => this.#attempt(signal),
      watch: (...callbacks) => this.watch(process, ...callbacks),
      hints: (seen) => this.describeHints(process, seen),
    }
  }

  async #isTaken(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.preStartCheck(signal)
    } catch (cause) {
      if (cause instanceof ExecutorError) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new ExecutorError(`Cannot start "${this.name}": preStartCheck() failed: ${reason}`, {
        cause,
      })
    }
  }

  async #attempt(signal: AbortSignal): Promise<Attempt> {
    this.#failed = undefined
    try {
      if (await this.afterStartCheck(signal)) return ready
      return this.#failed ?? notReady('afterStartCheck() returned false')
    } catch (error) {
      if (error instanceof Error && missingCheck in error) throw error
      return notReady(error instanceof Error ? error.message : String(error), error)
    }
  }

  #notImplemented(method: string): ExecutorError {
    const name = this.constructor.name
    const error = new ExecutorError(
      `${method}() is not implemented: ${name} has to override it and return a Promise<boolean> before "${this.name}" can start`,
    )
    return Object.defineProperty(error, missingCheck, { value: true })
  }
}
