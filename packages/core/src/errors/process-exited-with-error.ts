import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** What the errors about the end of a process know beside their message. */
export interface ProcessEndFields {
  /** The exit code; `null` when a signal ended the process. */
  readonly exitCode: number | null
  /** The signal that ended the process; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** The output kept so far, both streams in arrival order. */
  readonly log: string
}

/**
 * The process ended before it was ready, or before it did what `waitFor()` or `waitForOutput()` waited for. A start
 * whose `prepare` command failed rejects with it, too.
 *
 * Usual causes: a missing variable or file, a port that the program did not take from `{port}`, a command that starts a daemon and
 * reports an error.
 *
 * What to do: read the last lines of its output; run the command that the message shows in the folder that it shows.
 *
 * @example
 * ```ts
 * await executor.start().catch((error) => {
 *   if (error instanceof ProcessExitedWithError) console.error(error.exitCode, error.log)
 * })
 * ```
 */
export class ProcessExitedWithError extends ExecutorError implements ProcessEndFields {
  static override readonly code: string = 'ERR_PROCESS_EXITED'
  declare readonly code: 'ERR_PROCESS_EXITED'
  declare readonly exitCode: number | null
  declare readonly signal: NodeJS.Signals | null
  declare readonly log: string

  constructor(message: string, fields: ProcessEndFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
