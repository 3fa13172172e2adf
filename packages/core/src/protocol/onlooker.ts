import type { Scope } from '../declaration/index.js'
import type { ErrorMessage } from './error-codec.js'
import type { Snapshot } from './messages.js'

/** The state of a run, for a client that holds no processes. */
export interface RunReport {
  readonly runner: { readonly pid: number; readonly command: string }
  /** The folder in which the run was started. */
  readonly folder: string
  /** The supervisor's own log. */
  readonly logFile: string
  readonly processes: readonly ProcessReport[]
}

/** A process of a run. */
export interface ProcessReport extends Snapshot {
  /** Unique within the run. */
  readonly id: string
  readonly scope: Scope
  readonly state: 'starting' | 'ready' | 'stopping' | 'stopped' | 'crashed' | 'done'
  /** When it was launched, in milliseconds since 1970. */
  readonly startedAt: number | undefined
  /** Memory of it and everything it started, in bytes; `undefined` if the system does not report it. */
  readonly memory: number | undefined
  /** The holders of its leases, in words. */
  readonly heldBy: readonly string[]
  /** The file with all of its output. */
  readonly outputFile: string | undefined
}

/** The result of a stop. */
export interface StopReport {
  readonly id: string
  /** How it ended, if its declaration does not expect that. */
  readonly error: ErrorMessage | undefined
}

/** The functions of the supervisor that a client without leases can call. */
export interface OnlookerFunctions {
  look(): Promise<RunReport>
  /** Stops processes for all of their holders, dependents first. */
  stop(ids: readonly string[]): Promise<readonly StopReport[]>
  /** Resolves when the process has no lease any more. */
  untilGone(id: string): Promise<void>
}
