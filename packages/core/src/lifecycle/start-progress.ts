import type { TimeoutExpiredError } from '../errors/index.js'
import type { Deadline } from '../internal/clock.js'
import { notReadyInTime, type Progress, type Subject } from './failures.js'
import type { Goal } from './goal.js'

/** What the attempts of a step saw, and possible causes. */
export type Seen = Omit<Progress, 'deadline' | 'limit'>

/** One thing that a start waits for. */
interface Step {
  readonly goal: Goal
  readonly deadline: Deadline
  /** What is started. */
  readonly subject: () => Subject
  /** Only called on demand, as possible causes are expensive to find; without it, the step makes no attempts. */
  readonly seen?: () => Seen
}

/** A step as its failure is described. */
export type StepDescription = readonly [Subject, Goal, Progress]

/** The progress of a start: what its current step waits for. */
export class StartProgress {
  #step: Step | undefined

  /** A new step begins; returns what describes it. */
  enter(step: Step): () => StepDescription {
    this.#step = step
    return () => describe(step)
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
    const [subject, goal, progress] = describe(this.#step)
    return notReadyInTime(subject, goal, { ...progress, limit })
  }
}

function describe({ goal, deadline, subject, seen }: Step): StepDescription {
  return [subject(), goal, { lastAttempt: undefined, attempts: '', ...seen?.(), deadline }]
}
