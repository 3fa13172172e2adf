import type { Scope } from '../declaration/index.js'
import type { ErrorMessage } from './error-codec.js'
import type { Snapshot } from './messages.js'

/** A run as it is seen by somebody who holds nothing of it. */
export interface RunReport {
  readonly runner: { readonly pid: number; readonly command: string }
  /** Where the run was started. */
  readonly folder: string
  /** The supervisor's own log. */
  readonly logFile: string
  readonly processes: readonly ProcessReport[]
}

/** A process that somebody holds. */
export interface ProcessReport extends Snapshot {
  /** Another for every process of the run. */
  readonly id: string
  readonly scope: Scope
  readonly state: 'starting' | 'ready' | 'stopping' | 'stopped' | 'crashed' | 'done'
  /** When it was launched, in milliseconds since 1970. */
  readonly startedAt: number | undefined
  /** What it and everything it started occupy, in bytes; `undefined` where the system does not tell. */
  readonly memory: number | undefined
  /** Who has a lease of it, in words. */
  readonly heldBy: readonly string[]
  /** Gets all of its output. */
  readonly outputFile: string | undefined
}

/** What became of a stop. */
export interface StopReport {
  readonly id: string
  /** How it ended, if that was not as its declaration expects it. */
  readonly error: ErrorMessage | undefined
}

/** What can be asked of the supervisor by somebody who holds nothing. */
export interface OnlookerFunctions {
  look(): Promise<RunReport>
  /** Stops processes for all who hold them, those that depend on others first. */
  stop(ids: readonly string[]): Promise<readonly StopReport[]>
  /** Resolves when nobody holds the process any more. */
  untilGone(id: string): Promise<void>
}
