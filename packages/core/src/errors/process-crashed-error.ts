import { describeFields, ExecutorError, hideFields } from './executor-error.js'
import type { ProcessEndFields } from './process-exited-with-error.js'

/** The fields of a {@link ProcessCrashedError}, besides its message. */
export interface ProcessCrashedFields extends ProcessEndFields {
  /** Full name of the test that ran when the process ended; `undefined` between two tests. */
  readonly test: string | undefined
}

/**
 * The process ended unexpectedly while a test or another process used it. The error fails the running test and later
 * tests of its scope; their bodies cannot catch it. A pending `waitFor()` or `waitForOutput()` rejects with
 * `ProcessExitedWithError` instead, which the test can catch.
 *
 * Usual causes: a bug in the program that the test has found; the kernel killed it because memory ran out (`SIGKILL`);
 * a test ended it on purpose, but not through its handle.
 *
 * What to do: read the last lines of its output and the file that the message names. If the end is intended, use
 * `stop()`, `kill()` or `stopped()` of the handle, or `onCrash: 'restart'` or `'ignore'`.
 *
 * See also: [When the process dies](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/scopes.md#when-the-process-dies),
 * [Crashes](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/limits.md#crashes).
 *
 * @example
 * ```ts
 * onTestFailed(({ task: { result } }) => {
 *   const crash = result?.errors?.find(({ code }) => code === ProcessCrashedError.code)
 *   if (crash !== undefined) console.error(crash.message)
 * })
 * ```
 */
export class ProcessCrashedError extends ExecutorError implements ProcessCrashedFields {
  static override readonly code: string = 'ERR_PROCESS_CRASHED'
  declare readonly code: 'ERR_PROCESS_CRASHED'
  declare readonly exitCode: number | null
  declare readonly signal: NodeJS.Signals | null
  declare readonly log: string
  declare readonly test: string | undefined

  constructor(message: string, fields: ProcessCrashedFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
