import { ExecutorError } from '../errors/index.js'

/** A function that tests call. */
export type Caller = (...args: never[]) => unknown

/** Where a process is declared or used: what goes wrong with it is shown there, not inside an adapter. */
export class CallSite {
  // Its stack is written down only where it is shown: to map it to the sources takes milliseconds.
  readonly #place: { readonly stack?: string } = {}
  readonly #protect: (text: string) => string

  /**
   * @param caller - the function that the tests called: its own calls are left out; `undefined` where none did
   * @param protect - what a runner needs so that it shows a message as it is
   */
  constructor(caller: Caller | undefined, protect: (text: string) => string = (text) => text) {
    if (caller !== undefined) Error.captureStackTrace(this.#place, caller)
    this.#protect = protect
  }

  /** The same error; one of ours leads to this place from now on. */
  mark<Failure>(error: Failure): Failure {
    return this.#mark(error, Infinity)
  }

  /** The same, where somebody shows all calls that there are: with one call alone. */
  markLine<Failure>(error: Failure): Failure {
    return this.#mark(error, 1)
  }

  #mark<Failure>(error: Failure, limit: number): Failure {
    if (!(error instanceof ExecutorError)) return error
    error.message = this.#protect(error.message)
    const calls = (this.#place.stack ?? '').split('\n').slice(1, 1 + limit)
    const value = [`${error.name}: ${error.message}`, ...calls].join('\n')
    return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }

  /** Runs something, and marks what it throws. */
  async blame<T>(run: () => T | PromiseLike<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      throw this.mark(error)
    }
  }
}
