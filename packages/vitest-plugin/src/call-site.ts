import { ExecutorError } from '@mirakuru/core/errors'

/** Where a process is declared or used: what goes wrong with it is shown there, not inside this package. */
export class CallSite {
  // Its stack is written down only where it is shown: to map it to the sources takes milliseconds.
  readonly #place = new Error('declared')

  /** The same error; one of ours leads to this place from now on. */
  mark(error: unknown): unknown {
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
