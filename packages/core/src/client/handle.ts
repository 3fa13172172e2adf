import type { ExpectedExit, Pattern } from '../declaration/index.js'

/** How a stop differs from what the declaration says. */
export interface StopOptions {
  /** Instead of `stopSignal`. */
  readonly signal?: NodeJS.Signals
  /** Instead of `expectedExitCode`. */
  readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[]
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

/** How a process ended. */
export interface ExitStatus {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** Whether it had to be killed, or was killed on request. */
  readonly forced: boolean
}

/** A process that a test holds: what it was started with, and what can be done with it. */
export interface Handle extends AsyncDisposable {
  /** How messages call it. */
  readonly name: string
  /** `undefined` while it does not run. */
  readonly pid: number | undefined
  /** Where it serves: 127.0.0.1, unless its options say otherwise. */
  readonly host: string | undefined
  /** The port it was started with; `undefined` when there is none. */
  readonly port: number | undefined
  /** The further ports it was started with, by the names that `ports` gives them. */
  readonly ports: Readonly<Record<string, number>>
  /** The URL it answers; `undefined` for kinds that know none. */
  readonly url: string | undefined
  /** The unix socket it serves; `undefined` for kinds that know none. */
  readonly socketPath: string | undefined
  /** Its private folder; `undefined` when no option names `{tmp}` and nothing is prepared for it. */
  readonly tmp: string | undefined
  /** The named groups of the banner. */
  readonly captures: Readonly<Record<string, string>>
  /** How it ended; `undefined` while it runs. */
  readonly exit: ExitStatus | undefined
  /** Starts it again after a stop. */
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<this>
  /** Stops it with everything it started. */
  stop(options?: StopOptions): Promise<this>
  /** Kills it with everything it started. */
  kill(options?: KillOptions): Promise<this>
  /** Stops and starts it, on the same port and in the same folder. Rejects when it is stopped while it is starting. */
  restart(): Promise<this>
  /** Runs a function while it is stopped, and starts it again whatever the function did. Rejects when it is stopped while it is starting. */
  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T>
  /** Freezes it (SIGSTOP). */
  pause(): Promise<this>
  /** Lets it go on (SIGCONT). */
  resume(): Promise<this>
  /** Whether the process, or the daemon it became, lives. */
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
  /** `"redis" (redis-server --port 21034)` */
  toString(): string
}

/** A {@link Handle} of a process that listens on a TCP port. */
export interface TcpHandle extends Handle {
  /** The host; for `localhost`, once it is ready, the address that answered. */
  readonly host: string
  /** The port it listens on. */
  readonly port: number
}

/** A {@link Handle} of a process that answers HTTP requests. */
export interface HttpHandle extends TcpHandle {
  /** What it answers; for `localhost`, once it is ready, with the address that answered. */
  readonly url: string
}

/** A {@link Handle} of a process that listens on a unix socket. */
export interface UnixSocketHandle extends Handle {
  /** Path of the socket that it serves. */
  readonly socketPath: string
}

/** The handle of a process of each kind of declaration. */
export interface HandleByKind {
  /** It serves nowhere, for all that is known. */
  readonly simple: Handle
  /** Its `captures`, and maybe its `port`, come from the banner. */
  readonly output: Handle
  /** It has `host` and `port`. */
  readonly tcp: TcpHandle
  /** It has `host`, `port` and `url`. */
  readonly http: HttpHandle
  /** It serves nowhere, for all that is known. */
  readonly pid: Handle
  /** It has a `socketPath`. */
  readonly unixSocket: UnixSocketHandle
}
