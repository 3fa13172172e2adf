import type { ProcessFailure } from '@mirakuru/core/client'
import type { Use } from './use.js'

/** How long the body of a test has to fail by itself when one of its processes has crashed. */
const grace = 30

/** Watches over the processes of a test, or of hooks, and ends what runs when one of them crashes. */
export class Watch {
  readonly #running = new Set<(error: Error) => void>()
  readonly #stops: readonly (() => void)[]
  #failure: ProcessFailure | undefined
  #timer: NodeJS.Timeout | undefined
  /** A crash that was told when nothing ran: what would run next does not. */
  #pending: Error | undefined

  /** @param tell - the error that tells of a crash, or a loss */
  constructor(uses: readonly Use[], tell: (use: Use, failure: ProcessFailure) => ProcessFailure) {
    this.#stops = uses.map((use) =>
      use.whenFailed((failure) => {
        if (this.#failure !== undefined) return
        const told = tell(use, failure)
        this.#failure = told
        this.#timer = setTimeout(() => this.#endRunning(told), grace)
      }),
    )
  }

  /** The first crash, or the loss. */
  get failure(): ProcessFailure | undefined {
    return this.#failure
  }

  /** Runs the body of a test or a hook to its end, or until a moment after a crash. What cleans up runs in any case. */
  run(body: () => unknown, { cleansUp }: { readonly cleansUp: boolean }): unknown {
    const pending = cleansUp ? undefined : this.#pending
    if (pending !== undefined) throw pending
    const value = body()
    if (!isPromise(value)) return value
    return new Promise((resolve, reject) => {
      this.#running.add(reject)
      const forget = (): unknown => this.#running.delete(reject)
      // What a query of a database returns need be no more than something that can be waited for.
      Promise.resolve(value).then(resolve, reject).then(forget, forget)
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stops.forEach((stop) => stop())
  }

  #endRunning(error: Error): void {
    if (this.#running.size === 0) this.#pending = error
    this.#running.forEach((reject) => reject(error))
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
