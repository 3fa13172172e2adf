import { ExecutorError } from '@mirakuru/core/errors'

/** Where a process is declared or used: what goes wrong with it is shown there, not inside this package. */
export class CallSite {
  readonly #calls: readonly string[]

  constructor() {
    const folder = new URL('.', import.meta.url).href
    const [, ...calls] = (new Error('declared').stack ?? '').split('\n')
    this.#calls = calls.filter((call) => !call.includes(folder))
  }

  /** The same error; one of ours leads to this place from now on. */
  mark(error: unknown): unknown {
    if (error instanceof ExecutorError)
      error.stack = [`${error.name}: ${error.message}`, ...this.#calls].join('\n')
    return error
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
