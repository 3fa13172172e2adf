import { ExecutorError, hideFields } from './executor-error.js'

/** What a {@link SupervisorError} knows beside its message. */
export interface SupervisorErrorFields {
  /** Path of the supervisor's log file. */
  readonly logFile: string | undefined
}

/**
 * The supervisor did not start, was lost, or speaks another version.
 *
 * @example
 * ```ts
 * if (error instanceof SupervisorError) console.error('see', error.logFile)
 * ```
 */
export class SupervisorError extends ExecutorError implements SupervisorErrorFields {
  static override readonly code: string = 'ERR_SUPERVISOR'
  declare readonly logFile: string | undefined

  constructor(message: string, fields: SupervisorErrorFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, { ...fields })
  }
}
