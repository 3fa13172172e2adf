import type { HeldProcess } from '@mirakuru/core/client'
import { ExecutorError } from '@mirakuru/core/errors'

const places = new WeakMap<HeldProcess, CallSite>()

/** Where a process is declared or used: what goes wrong with it is shown there, not inside this package. */
export class CallSite {
  // Its stack is written down only where it is shown: to map it to the sources takes milliseconds.
  readonly #place = new Error('declared')

  /** Whatever goes wrong later with a process leads to this place, too. */
  keepFor(held: HeldProcess): void {
    places.set(held, this)
  }

  /** Where a process was declared or used; `undefined` for one that nobody holds. */
  static of(held: HeldProcess | undefined): CallSite | undefined {
    return held === undefined ? undefined : places.get(held)
  }

  /** The same error; one of ours leads to this place from now on. */
  mark<Failure>(error: Failure): Failure {
    if (error instanceof ExecutorError)
      error.stack = [`${error.name}: ${error.message}`, ...this.#listCalls()].join('\n')
    return error
  }

  #listCalls(): readonly string[] {
    const folder = new URL('.', import.meta.url).href
    const [, ...calls] = (this.#place.stack ?? '').split('\n')
    return calls.filter((call) => !call.includes(folder))
  }

  /** Runs something, and marks what it throws. */
  async blame<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      throw this.mark(error)
    }
  }
}
