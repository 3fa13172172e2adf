/** The result of a check. */
export interface Finding {
  /** The subject of the check: `node`, `ports`. */
  readonly check: string
  readonly status: 'ok' | 'warning' | 'fault'
  readonly message: string
  /** How to solve the problem. */
  readonly advice?: string
  /** Fixes it, if that is possible automatically; resolves with an error if it failed. */
  readonly fix?: () => Promise<Error | undefined>
}
