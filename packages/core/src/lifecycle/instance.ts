import type { Writable } from 'node:stream'
import type { Exit, TerminationLadder } from '../process/index.js'
import type { ReadinessStep } from './readiness-step.js'

/** What an executor brings to life and ends again: a process with all that it started, or a part of a server. */
export interface Instance {
  /** `undefined` if it is no process. */
  readonly pid: number | undefined
  readonly stdin: Writable | undefined
  /** Milliseconds since 1970. */
  readonly launchedAt: number
  /** How it ended; `undefined` while it lives. */
  readonly exit: Exit | undefined
  /** Resolves when it has ended. */
  readonly exited: Promise<Exit>
  /** Whether it is suspended. */
  readonly isPaused: boolean
  /** Whether a daemon was seen after the leader of its processes had exited. */
  readonly hasLeftDaemon: boolean
  /** Whether it had to be killed because it did not end in time after its stop signal. */
  readonly hasDisobeyed: boolean
  /** Whether another client that uses it as well requested its end. */
  readonly wasEndedElsewhere: boolean
  /** Whether it has ended, even if this process was not notified yet. */
  hasEnded(): boolean
  /** Whether it, or the daemon that it has left, lives. */
  isAlive(): boolean
  /** Resolves when nothing of it is left to wait for, or when the signal is aborted. */
  whenGone(signal: AbortSignal): Promise<Exit | undefined>
  /** Resolves when it has ended, with whether it has left a daemon. */
  leavesDaemon(): Promise<boolean>
  /** Waits for the end of its output, at most `grace` milliseconds. */
  drainOutput(grace: number): Promise<void>
  /** From now on an exit counts as forced. */
  expectForce(): void
  /** Sends a signal to its processes. */
  signal(signal: NodeJS.Signals): void
  /**
   * Ends it, with everything that belongs to it.
   *
   * @returns the pids that are still alive, which is possible only if the system refuses the signal
   */
  end(ladder: TerminationLadder): Promise<readonly number[]>
}

/** What was brought to life, and what a start and a stop need to know of it. */
export interface Launched {
  readonly process: Instance
  /** What must be true, one after the other, before it is ready. */
  readonly steps: readonly ReadinessStep[]
  /** Whether it listens, but has not accepted a connection that was made to it: it does not serve yet. */
  readonly hasUnaccepted?: () => boolean
  /**
   * Called once, when all steps have succeeded. Throws when another process has answered.
   *
   * @param output - what it has printed since its start
   */
  readonly onReady?: (output: string) => void
}
