import { ExecutorError, type Holder } from '../errors/index.js'
import type { LiveProcess } from '../process/index.js'
import { type Attempt, notReady, ready } from '../readiness/index.js'
import { alreadyRunning, type Goal, type ReadinessStep } from '../lifecycle/index.js'
import { SimpleExecutor } from './simple-executor.js'

const missingCheck = Symbol('missing check')

/**
 * An executor that waits for what a subclass says.
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
   * Whether somebody else already serves what this executor would start: asked once, before the process is launched.
   *
   * @param _signal - aborted when the start is cancelled or its time is over
   */
  preStartCheck(_signal: AbortSignal): Promise<boolean> {
    return Promise.reject(this.#notImplemented('preStartCheck'))
  }

  /**
   * Whether the process is ready: asked again and again after it was launched. A check that throws counts as not yet.
   *
   * @param _signal - aborted when this attempt has taken too long, or the wait is over
   */
  afterStartCheck(_signal: AbortSignal): Promise<boolean> {
    return Promise.reject(this.#notImplemented('afterStartCheck'))
  }

  /** What is waited for, in words. */
  protected describeGoal(): Goal {
    return {
      target: 'its own check',
      infinitive: 'become ready',
      gerund: 'becoming ready',
      taken: 'it is running already, says its preStartCheck()',
    }
  }

  /** What may be wrong with a process that does not become ready: by what it does, and by what all attempts saw. */
  protected describeHints(_process: LiveProcess, _seen: string): readonly string[] {
    return []
  }

  /** Calls `wake` when its own check may succeed; returns how to stop that, `undefined` where nothing can tell. */
  protected watch(_wake: () => void): (() => void) | undefined {
    return undefined
  }

  /** Who already serves what this executor would start, where the system tells. */
  protected findHolder(): Holder | undefined {
    return undefined
  }

  /** Says in a check what an attempt saw: true when it succeeded; the reason of a failure is kept for messages. */
  protected judge(attempt: Attempt): boolean {
    this.#failed = attempt.ready ? undefined : attempt
    return attempt.ready
  }

  protected override async assertAlone(signal: AbortSignal): Promise<void> {
    if (!(await this.#isTaken(signal))) return
    throw alreadyRunning(this.resolved, this.describeGoal(), this.findHolder())
  }

  protected override listSteps(): readonly ReadinessStep[] {
    return [this.makeOwnStep(), ...super.listSteps()]
  }

  /** The wait for its own check. */
  protected makeOwnStep(): ReadinessStep {
    return {
      goal: this.describeGoal(),
      attempt: (signal) => this.#attempt(signal),
      watch: (wake) => this.watch(wake),
      hints: (process, seen) => this.describeHints(process, seen),
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
      `${method}() is not implemented: ${name} has to override it and say with a Promise<boolean> what "${this.name}" waits for`,
    )
    return Object.defineProperty(error, missingCheck, { value: true })
  }
}
