import type { Pattern } from '@mirakuru/core/declaration'
import type { SimpleExecutor } from '@mirakuru/core'

/** How a stop differs from what the declaration says. */
export interface StopOptions {
  /** Instead of `stopSignal`. */
  readonly signal?: NodeJS.Signals
  /** Instead of `expectedExitCode`. */
  readonly expectedExitCode?: number
}

/** How a kill is carried out. */
export interface KillOptions {
  /** Instead of `killSignal`. */
  readonly signal?: NodeJS.Signals
  /** `false` does not wait until everything is gone. */
  readonly wait?: boolean
}

/** Where output is waited for, and how long. */
export interface WaitForOutputOptions {
  /** Milliseconds; default `startTimeout`. */
  readonly timeout?: number
  /** Default both. */
  readonly stream?: 'stdout' | 'stderr' | 'both'
}

/** A process that a test holds: what it was started with, and what can be done with it. */
export interface Handle {
  /** How messages call it. */
  readonly name: string
  /** `undefined` while it does not run. */
  readonly pid: number | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  readonly url: string | undefined
  readonly socketPath: string | undefined
  /** Its private folder; `undefined` when no option names `{tmp}`. */
  readonly tmp: string | undefined
  /** The named groups of the banner. */
  readonly captures: Readonly<Record<string, string>>
  /** Starts it again after a stop. */
  start(): Promise<this>
  /** Stops it with everything it started. */
  stop(options?: StopOptions): Promise<this>
  /** Kills it with everything it started. */
  kill(options?: KillOptions): Promise<this>
  /** Stops and starts it, on the same port and in the same folder. */
  restart(): Promise<this>
  /** Runs a function while it is stopped, and starts it again whatever the function did. */
  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T>
  /** Freezes it (SIGSTOP). */
  pause(): Promise<this>
  /** Lets it go on (SIGCONT). */
  resume(): Promise<this>
  running(): Promise<boolean>
  /** Its standard output, as far as it is kept. */
  output(): Promise<string>
  /** Its standard error, as far as it is kept. */
  errOutput(): Promise<string>
  /** Both streams in the order of arrival, as far as they are kept. */
  log(): Promise<string>
  /** Resolves with the match when the output matches; earlier output counts. `timeout` in ms. */
  waitForOutput(pattern: Pattern, options?: WaitForOutputOptions): Promise<RegExpExecArray>
  /** Repeats a check until it returns true. `timeout` in ms. */
  waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options?: { readonly timeout?: number },
  ): Promise<void>
}

/** A {@link Handle} of a process that listens on a TCP port. */
export interface TcpHandle extends Handle {
  readonly host: string
  readonly port: number
}

/** A {@link Handle} of a process that answers HTTP requests. */
export interface HttpHandle extends TcpHandle {
  readonly url: string
}

/** A {@link Handle} of a process that listens on a unix socket. */
export interface UnixSocketHandle extends Handle {
  readonly socketPath: string
}

/** The handle of an executor that lives in this process. */
export class ExecutorHandle implements Handle {
  readonly #executor: SimpleExecutor

  constructor(executor: SimpleExecutor) {
    this.#executor = executor
  }

  get name(): string {
    return this.#executor.name
  }

  get pid(): number | undefined {
    return this.#executor.pid
  }

  get host(): string | undefined {
    return this.#executor.host
  }

  get port(): number | undefined {
    return this.#executor.port
  }

  get url(): string | undefined {
    return this.#executor.url
  }

  get socketPath(): string | undefined {
    return this.#executor.socketPath
  }

  get tmp(): string | undefined {
    return this.#executor.tmp
  }

  get captures(): Readonly<Record<string, string>> {
    return this.#executor.captures
  }

  async start(): Promise<this> {
    await this.#executor.start()
    return this
  }

  async stop(options?: StopOptions): Promise<this> {
    await this.#executor.stop(options)
    return this
  }

  async kill(options?: KillOptions): Promise<this> {
    await this.#executor.kill(options)
    return this
  }

  async restart(): Promise<this> {
    await this.#executor.restart()
    return this
  }

  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    return this.#executor.stopped(fn)
  }

  async pause(): Promise<this> {
    await this.#executor.pause()
    return this
  }

  async resume(): Promise<this> {
    await this.#executor.resume()
    return this
  }

  async running(): Promise<boolean> {
    return this.#executor.running()
  }

  async output(): Promise<string> {
    return this.#executor.output()
  }

  async errOutput(): Promise<string> {
    return this.#executor.errOutput()
  }

  async log(): Promise<string> {
    return this.#executor.log()
  }

  waitForOutput(pattern: Pattern, options?: WaitForOutputOptions): Promise<RegExpExecArray> {
    return this.#executor.waitForOutput(pattern, options)
  }

  waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options?: { readonly timeout?: number },
  ): Promise<void> {
    return this.#executor.waitFor(check, options)
  }
}
