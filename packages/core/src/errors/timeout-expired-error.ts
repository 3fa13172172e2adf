import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The fields of a {@link TimeoutExpiredError}, besides its message. */
export interface TimeoutExpiredFields {
  /** The time limit, in milliseconds. */
  readonly timeout: number
  /** What was waited for, for example `connections on 127.0.0.1:6379`. */
  readonly target: string
  /** Why the last attempt failed; `undefined` when none had finished. */
  readonly lastAttempt: string | undefined
  /** The buffered output, both streams in order of arrival. */
  readonly log: string
}

/**
 * The process was not ready in time, or a condition was not met in time.
 *
 * Usual causes: the program listens on another port or address, responds with another status, prints its banner
 * elsewhere, or is slower than `startTimeout` or the time limit of the test that waits for it.
 *
 * What to do: read the message; it lists what the attempts saw, with a hint if the cause is known. Raise `startTimeout`
 * for a program that is only slow.
 *
 * See also: [When it takes too long](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/readiness.md#when-it-takes-too-long),
 * [Which sign for which server](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/servers.md).
 *
 * @example
 * ```ts
 * await executor.start().catch((error) => {
 *   if (error instanceof TimeoutExpiredError) console.error(error.lastAttempt, error.log)
 * })
 * ```
 */
export class TimeoutExpiredError extends ExecutorError implements TimeoutExpiredFields {
  static override readonly code: string = 'ERR_TIMEOUT_EXPIRED'
  declare readonly code: 'ERR_TIMEOUT_EXPIRED'
  declare readonly timeout: number
  declare readonly target: string
  declare readonly lastAttempt: string | undefined
  declare readonly log: string

  constructor(message: string, fields: TimeoutExpiredFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
