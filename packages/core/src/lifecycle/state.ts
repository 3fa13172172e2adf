import type { Allocated } from './allocation.js'
import type { Launched } from './instance.js'

/** What a start hands to the stop that follows it. */
export interface Running extends Pick<Launched, 'process' | 'hasUnaccepted'> {
  readonly allocation: Allocated
  /** When it was ready, by {@link now}; not there for one that was found running. */
  readonly readyAt?: number
  /** Whether it belongs to another process: a retired executor leaves it running. */
  readonly isLent?: boolean
}

/** A start under way. */
export interface Starting {
  /** The promise that `start()` returned. */
  readonly promise: Promise<unknown>
  readonly running: Promise<Running>
  readonly abort: AbortController
}

/** A stop under way, or a start that is being cancelled. */
export interface Stopping {
  readonly promise: Promise<void>
}

/** The life of an executor: `idle → starting → ready → stopping → stopped`, or `failed` on the way to ready. */
export type State =
  | { readonly is: 'idle' | 'stopped' | 'failed' }
  | ({ readonly is: 'starting' } & Starting)
  | ({ readonly is: 'ready'; readonly promise: Promise<unknown> } & Running)
  | ({ readonly is: 'stopping' } & Stopping)
