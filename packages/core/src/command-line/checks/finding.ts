/** What a check has found. */
export interface Finding {
  /** What was checked, in a word: `node`, `ports`. */
  readonly check: string
  readonly status: 'ok' | 'warning' | 'fault'
  readonly message: string
  /** What to do. */
  readonly advice?: string
  /** Mends it, where that can be done for people; resolves with why it could not be. */
  readonly fix?: () => Promise<Error | undefined>
}
