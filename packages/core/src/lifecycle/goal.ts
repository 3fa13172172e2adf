/** What an executor waits for, in the forms that messages need. */
export interface Goal {
  /** The thing itself: `127.0.0.1:6379`. */
  readonly target: string
  /** `it did not …`: `accept connections on 127.0.0.1:6379`. */
  readonly infinitive: string
  /** `it exited before …`: `accepting connections on 127.0.0.1:6379`. */
  readonly gerund: string
  /** Why a start took too long: by default `it did not` and the infinitive. */
  readonly missed?: string
  /** Why a start is refused: by default `127.0.0.1:6379 is already in use`. */
  readonly taken?: string | undefined
}
