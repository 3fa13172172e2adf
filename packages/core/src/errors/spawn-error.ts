import { describeFields, ExecutorError, hideFields } from './executor-error.js'

/** The fields of a {@link SpawnError}, besides its message. */
export interface SpawnErrorFields {
  /** The system's error code, for example `ENOENT`, `EACCES` or `EMFILE`. */
  readonly errno: string
  /** The command line that could not be started. */
  readonly command: string
}

/**
 * The operating system refused to start the process.
 *
 * Usual causes: the program is not installed or not in `PATH` (`ENOENT`), is not executable (`EACCES`), the folder
 * `cwd` does not exist, or too many files are open (`EMFILE`).
 *
 * What to do: read the message; it names the program and where it was searched for. Install it, fix the path, or raise
 * `ulimit -n`.
 *
 * See also: [The services, and what each needs](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/services.md#the-services).
 *
 * @example
 * ```ts
 * await executor.start().catch((error) => {
 *   if (error instanceof SpawnError && error.errno === 'ENOENT') console.error('install it first')
 * })
 * ```
 */
export class SpawnError extends ExecutorError implements SpawnErrorFields {
  static override readonly code: string = 'ERR_SPAWN'
  declare readonly code: 'ERR_SPAWN'
  declare readonly errno: string
  declare readonly command: string

  constructor(message: string, fields: SpawnErrorFields, options?: ErrorOptions) {
    super(message, options)
    hideFields(this, describeFields(fields))
  }
}
