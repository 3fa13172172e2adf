import type { TimeoutExpiredError } from '../errors/index.js'
import type { Deadline } from '../internal/clock.js'
import { notReadyInTime, type Progress, type Subject } from './failures.js'
import type { Goal } from './goal.js'

/** One thing that a start waits for. */
interface Step {
  readonly goal: Goal
  readonly deadline: Deadline
  /** Describes it; only on demand, because finding possible causes is expensive. */
  readonly describe: () => readonly [Subject, Goal, Progress]
}

/** The progress of a start: what its current step waits for. */
export class StartProgress {
  #step: Step | undefined

  /** A new step begins. */
  enter(step: Step): void {
    this.#step = step
  }

  /** What it waits for, and how long it has; `undefined` before its first step. */
  get step():
    { readonly target: string; readonly elapsed: number; readonly allowed: number } | undefined {
    if (this.#step === undefined) return undefined
    const { goal, deadline } = this.#step
    return { target: goal.target, elapsed: deadline.elapsed, allowed: deadline.timeout }
  }

  /** Why it is not over after `limit` milliseconds; `undefined` before its first step. */
  explain(limit: number): TimeoutExpiredError | undefined {
    if (this.#step === undefined) return undefined
    const [subject, goal, progress] = this.#step.describe()
    return notReadyInTime(subject, goal, { ...progress, limit })
  }
}
