import type { Wait } from '../readiness/index.js'
import type { Goal } from './goal.js'

/** One thing that must be true before a process counts as ready. */
export interface ReadinessStep {
  readonly goal: Goal
  readonly attempt: Wait['attempt']
  readonly watch?: Wait['watch']
  /** Possible causes, if they can be determined, from what all attempts saw. */
  readonly hints?: (seen: string) => readonly string[]
  /**
   * For attempts that the final output may satisfy: called when nothing more comes of the process, before one more
   * attempt.
   */
  readonly onGone?: () => void
  /** For expensive attempts. Milliseconds. */
  readonly shortestPause?: number
  /** For attempts that start something: resolves when nothing is left of the aborted ones. */
  readonly cleanedUp?: () => Promise<unknown>
}
