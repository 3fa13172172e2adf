import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The process that already holds what an executor was going to use. */
export interface Holder {
  /** Its pid. */
  readonly pid: number
  /** Its command line; empty if the operating system does not report it. */
  readonly command: string
  /** Its working directory; `undefined` if the operating system does not report it. */
  readonly cwd: string | undefined
}

/** What an {@link AlreadyRunningError} knows beside its message. */
export interface AlreadyRunningFields {
  /** What answered, for example `127.0.0.1:6379`. */
  readonly target: string
  /** The process that holds it, if the operating system reports it. */
  readonly holder: Holder | undefined
}

/**
 * Another process already serves what the executor was going to wait for, so its readiness would prove nothing.
 *
 * Usual causes: a server of an earlier run or of another terminal still listens; two processes were given the same fixed port; the
 * pid file of a process that was killed is still there.
 *
 * What to do: let the port be allocated (leave `port` out and write `{port}` in the command); otherwise end the process that the
 * message names, or remove the file.
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
