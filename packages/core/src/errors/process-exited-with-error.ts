import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The fields of the errors about the end of a process, besides their message. */
export interface ProcessEndFields {
  /** The exit code; `null` when a signal ended the process. */
  readonly exitCode: number | null
  /** The signal that ended the process; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** The buffered output, both streams in order of arrival. */
  readonly log: string
}

/**
 * The process ended before it was ready, or before the condition of `waitFor()` or `waitForOutput()` was met. A start
 * whose `prepare` command fails also rejects with this error.
 *
 * Usual causes: a missing environment variable or file, a port that the program does not take from `{port}`, a command
 * that starts a daemon and reports an error.
 *
 * What to do: read the last lines of its output; run the command that the message shows in the folder that it shows.
 *
 * See also: [Which sign for which server](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/servers.md),
 * [Steps that end](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/references.md#steps-that-end).
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
