/** How a process ended. */
export interface Exit {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** Whether it had to be killed because it did not end in time after its stop signal, or was killed on request. */
  readonly forced: boolean
}
