import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The fields of a {@link SupervisorError}, besides its message. */
export interface SupervisorErrorFields {
  /** Path of the supervisor's log file. */
  readonly logFile: string | undefined
}

/**
 * The supervisor did not start, was lost, or has another version.
 *
 * Usual causes: the temporary folder cannot be written; the supervisor was killed; two versions of `@mirakuru/core` are
 * installed.
 *
 * What to do: read the log that the message names. If the supervisor was killed, run the tests again: none of its
 * processes is left.
 *
 * See also: [When the runner or a worker dies](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/scopes.md#when-the-runner-or-a-worker-dies),
 * [Variables that you can set](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/environment.md#variables-that-you-can-set).
 *
 * @example
 * ```ts
 * await handle.restart().catch((error) => {
 *   if (error instanceof SupervisorError) console.error('see', error.logFile)
 * })
 * ```
 */
export class SupervisorError extends ExecutorError implements SupervisorErrorFields {
  static override readonly code: string = 'ERR_SUPERVISOR'
  declare readonly code: 'ERR_SUPERVISOR'
  declare readonly logFile: string | undefined

  constructor(message: string, fields: SupervisorErrorFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
