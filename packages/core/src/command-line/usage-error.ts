/** The command line, or a file that it names, cannot be understood. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
  readonly code: string = 'ERR_USAGE'
}
