// Of Node's module, not of the global object: there a test may have put fake ones.
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { ProcessFailure } from '../client/index.js'
import type { ProcessUse } from './process-use.js'

/**
 * How long the body of a test has to fail by itself when one of its processes has crashed, and how long a crash has to be
 * told when it has. Milliseconds.
 */
const grace = 30

/** What follows when a process fails that is watched. */
export interface WatchOptions {
  /** The error that reports it. */
  readonly report: (use: ProcessUse, failure: ProcessFailure) => ProcessFailure
  /** Ends what runs, where {@link Watch.run} does not run it. */
  readonly endBody?: ((error: ProcessFailure) => void) | undefined
}

/** Watches over the processes of a test, or of hooks, and ends what runs when one of them crashes. */
export class Watch {
  readonly #options: WatchOptions
  readonly #running = new Set<(error: Error) => void>()
  readonly #stops = new Map<ProcessUse, () => void>()
  #failure: ProcessFailure | undefined
  #cancelEnd: () => void = () => undefined
  #onFailure: () => void = () => undefined
  /** A crash that was reported when nothing ran: what would run next does not. */
  #pending: Error | undefined

  constructor(uses: Iterable<ProcessUse>, options: WatchOptions) {
    this.#options = options
    for (const use of uses) this.add(use)
  }

  /** The first crash, or the loss. */
  get failure(): ProcessFailure | undefined {
    return this.#failure
  }

  /** Resolves when there is a {@link failure}, or a moment later when there is none. */
  async untilFailure(): Promise<void> {
    if (this.#failure !== undefined || this.#stops.size === 0) return
    await new Promise<void>((resolve) => {
      const cancel = afterGrace(resolve)
      this.#onFailure = () => {
        cancel()
        resolve()
      }
    })
  }

  /** One more process, from here on. */
  add(use: ProcessUse): void {
    if (this.#stops.has(use)) return
    const stop = use.whenFailed((failure) => {
      if (this.#failure !== undefined) return
      const reported = this.#options.report(use, failure)
      this.#failure = reported
      this.#onFailure()
      this.#cancelEnd = afterGrace(() => this.#endRunning(reported))
    })
    this.#stops.set(use, stop)
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

  /** What was watched is over. */
  stop(): void {
    this.#cancelEnd()
    this.#stops.forEach((stop) => stop())
  }

  #endRunning(error: ProcessFailure): void {
    if (this.#running.size === 0) this.#pending = error
    this.#running.forEach((reject) => reject(error))
    this.#options.endBody?.(error)
  }
}

/**
 * Calls `listener` after the {@link grace}, and after what has arrived by then: a thread that was busy all the while would
 * otherwise deal with the timer first, and with what the body waits for behind it.
 *
 * @returns a function that cancels it
 */
function afterGrace(listener: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timer = setTimeout(() => (immediate = setImmediate(listener)), grace)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
