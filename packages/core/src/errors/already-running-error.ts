import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The process that holds the port, socket or file that an executor needs. */
export interface Holder {
  /** Its pid. */
  readonly pid: number
  /** Its command line; empty if the operating system does not report it. */
  readonly command: string
  /** Its working directory; `undefined` if the operating system does not report it. */
  readonly cwd: string | undefined
}

/** The fields of an {@link AlreadyRunningError}, besides its message. */
export interface AlreadyRunningFields {
  /** The address, socket or file that is in use, for example `127.0.0.1:6379`. */
  readonly target: string
  /** The process that holds it; `undefined` if the operating system does not report it. */
  readonly holder: Holder | undefined
}

/**
 * Another process already uses the port, socket or file that the executor waits for, so a successful probe would prove
 * nothing.
 *
 * Usual causes: a server of an earlier run or of another terminal still listens; two processes have the same fixed
 * port; a killed process left its pid file behind.
 *
 * What to do: leave `port` out and write `{port}` in the command, so that a free port is allocated; otherwise stop the
 * process that the message names, or remove the file.
 *
 * See also: [References](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/references.md),
 * [Starts](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/limits.md#starts).
 *
 * @example
 * ```ts
 * await executor.start().catch((error) => {
 *   if (error instanceof AlreadyRunningError) console.error('held by', error.holder?.pid)
 * })
 * ```
 */
export class AlreadyRunningError extends ExecutorError implements AlreadyRunningFields {
  static override readonly code: string = 'ERR_ALREADY_RUNNING'
  declare readonly code: 'ERR_ALREADY_RUNNING'
  declare readonly target: string
  declare readonly holder: Holder | undefined

  constructor(message: string, fields: AlreadyRunningFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
