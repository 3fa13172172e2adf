import type { LiveProcess } from '../process/index.js'
import type { Allocated } from './allocation.js'

/** What a start hands to the stop that follows it. */
export interface Running {
  readonly process: LiveProcess
  readonly allocation: Allocated
  /** When it was ready, by {@link now}; not there for one that was found running. */
  readonly readyAt?: number
  /** Whether it is somebody else's: an executor that nobody uses any more leaves it alone. */
  readonly isLent?: boolean
}

/** A start under way. */
export interface Starting {
  /** Of whoever asked for the start. */
  readonly promise: Promise<unknown>
  readonly running: Promise<Running>
  readonly abort: AbortController
}

/** A stop under way, also of a start that was given up. */
export interface Stopping {
  readonly promise: Promise<void>
}

/** The life of an executor: `idle → starting → ready → stopping → stopped`, or `failed` on the way to ready. */
export type State =
  | { readonly is: 'idle' | 'stopped' | 'failed' }
  | ({ readonly is: 'starting' } & Starting)
  | ({ readonly is: 'ready'; readonly promise: Promise<unknown> } & Running)
  | ({ readonly is: 'stopping' } & Stopping)
