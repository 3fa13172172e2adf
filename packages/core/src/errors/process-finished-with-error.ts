import { describeFields, ExecutorError, hideFields } from './executor-error.js'
import type { ProcessEndFields } from './process-exited-with-error.js'

/**
 * The process ended with an unexpected status, before or when it was stopped. Everything that it started has ended when
 * this error is thrown.
 *
 * Usual causes: the program crashed after it was ready; it treats its stop signal as an error.
 *
 * What to do: read the last lines of its output; if the status is correct, add it to `expectedExitCode`, or choose
 * another `stopSignal`.
 *
 * See also: [How a process ends that is stopped](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/limits.md#how-a-process-ends-that-is-stopped).
 *
 * @example
 * ```ts
 * await executor.stop().catch((error) => {
 *   if (error instanceof ProcessFinishedWithError) console.error('exit code', error.exitCode)
 * })
 * ```
 */
export class ProcessFinishedWithError extends ExecutorError implements ProcessEndFields {
  static override readonly code: string = 'ERR_PROCESS_FINISHED'
  declare readonly code: 'ERR_PROCESS_FINISHED'
  declare readonly exitCode: number | null
  declare readonly signal: NodeJS.Signals | null
  declare readonly log: string

  constructor(message: string, fields: ProcessEndFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
