import type { TimeoutExpiredError } from '../errors/index.js'
import { notReadyInTime, type Progress, type Subject } from './failures.js'
import type { Goal } from './goal.js'

/** How far a start has come: what its current step waits for. */
export class StartProgress {
  #describe: (() => readonly [Subject, Goal, Progress]) | undefined

  /** A new step begins. */
  enter(describe: () => readonly [Subject, Goal, Progress]): void {
    this.#describe = describe
  }

  /** What it waits for, and how long it has; `undefined` before its first step. */
  get step():
    { readonly target: string; readonly elapsed: number; readonly allowed: number } | undefined {
    if (this.#describe === undefined) return undefined
    const [, { target }, { deadline }] = this.#describe()
    return { target, elapsed: deadline.elapsed, allowed: deadline.timeout }
  }

  /** Why it is not over after `limit` milliseconds; `undefined` before its first step. */
  explain(limit: number): TimeoutExpiredError | undefined {
    if (this.#describe === undefined) return undefined
    const [subject, goal, progress] = this.#describe()
    return notReadyInTime(subject, goal, { ...progress, limit })
  }
}
