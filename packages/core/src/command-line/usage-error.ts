/** The command line, or a file that it names, is invalid. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
  readonly code: string = 'ERR_USAGE'
}
