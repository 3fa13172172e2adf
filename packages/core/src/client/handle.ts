import type {
  Command,
  ExecOptions,
  ExecResult,
  ExpectedExit,
  Pattern,
} from '../declaration/index.js'

/** Overrides of the declaration for one stop. */
export interface StopOptions {
  /** Replaces `stopSignal`. */
  readonly signal?: NodeJS.Signals
  /** Replaces `expectedExitCode`. */
  readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[]
}

/** Options of {@link Handle.kill}. */
export interface KillOptions {
  /** Replaces `killSignal`. */
  readonly signal?: NodeJS.Signals
  /** `false` resolves before the processes have ended; default `true`. */
  readonly wait?: boolean
}

/** Options of {@link Handle.waitForOutput}. */
export interface WaitForOutputOptions {
  /** Milliseconds; default `startTimeout`. */
  readonly timeout?: number
  /** The stream to search; default both. */
  readonly stream?: 'stdout' | 'stderr' | 'both'
}

/** How a process ended. */
export interface ExitStatus {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** Whether it was killed, on request or because it did not obey its stop signal. */
  readonly forced: boolean
}

/** A process that a test uses: its properties, and the actions on it. */
export interface Handle extends AsyncDisposable {
  /** Its name in messages. */
  readonly name: string
  /** Its pid; `undefined` while it does not run. */
  readonly pid: number | undefined
  /** The host it serves on: the option, or 127.0.0.1. */
  readonly host: string | undefined
  /** The port it was started with; `undefined` if it has none. */
  readonly port: number | undefined
  /** The additional ports it was started with, by their names in `ports`. */
  readonly ports: Readonly<Record<string, number>>
  /** The URL it serves; `undefined` for kinds without one. */
  readonly url: string | undefined
  /** Absolute path of the unix socket it serves; `undefined` for kinds without one. */
  readonly socketPath: string | undefined
  /** Its private folder; `undefined` when no option uses `{tmp}` and it has no `prepare`. */
  readonly tmp: string | undefined
  /** The named groups of the match of its banner. */
  readonly captures: Readonly<Record<string, string>>
  /** How it ended; `undefined` while it runs. */
  readonly exit: ExitStatus | undefined
  /** Starts it again after a stop. `signal` aborts the start. */
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<this>
  /** Stops it with everything it started. Rejects with `ProcessFinishedWithError` if its exit is not expected. */
  stop(options?: StopOptions): Promise<this>
  /** Kills it with everything it started. */
  kill(options?: KillOptions): Promise<this>
  /** Stops and starts it, with the same port and folder. Rejects if it is stopped while it is starting. */
  restart(): Promise<this>
  /**
   * Runs a function while it is stopped, and starts it again even if the function throws. Resolves with the value of
   * the function; rejects if the function throws, or if the process is stopped while it is starting.
   */
  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T>
  /** Suspends it (SIGSTOP). Rejects if it is not running. */
  pause(): Promise<this>
  /** Continues it after a {@link pause} (SIGCONT). Rejects if it is not running. */
  resume(): Promise<this>
  /** Whether the process, or the daemon it became, is alive. A promise: `if (await db.running())`. */
  running(): Promise<boolean>
  /** Its buffered standard output: the last `logLimit` bytes. */
  output(): Promise<string>
  /** Its buffered standard error: the last `logLimit` bytes. */
  errOutput(): Promise<string>
  /** Both buffered streams in the order of arrival. */
  log(): Promise<string>
  /**
   * Waits until the output matches a pattern, and resolves with the match. Buffered earlier output is searched as well.
   * A string is the source of a regular expression; `^` and `$` match at line boundaries.
   */
  waitForOutput(pattern: Pattern, options?: WaitForOutputOptions): Promise<RegExpExecArray>
  /** Calls a function repeatedly until it returns true. `timeout` in ms; default `startTimeout`. */
  waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options?: { readonly timeout?: number },
  ): Promise<void>
  /** `"redis" (redis-server --port 21034)` */
  toString(): string
}

/** A {@link Handle} of a process that listens on a TCP port. */
export interface TcpHandle extends Handle {
  /** The host it serves on. When it is ready, `localhost` is replaced by the address that accepted the connection. */
  readonly host: string
  /** The port it listens on. */
  readonly port: number
  /** The URL of what it serves. When it is ready, `localhost` is replaced by the address that accepted the connection. */
  readonly url: string
}

/** A {@link Handle} of a process that answers HTTP requests. */
export interface HttpHandle extends TcpHandle {}

/** A {@link Handle} of a process that listens on a unix socket. */
export interface UnixSocketHandle extends Handle {
  /** Absolute path of the unix socket it serves. */
  readonly socketPath: string
}

/** A {@link Handle} of a part of a server. */
export interface ResourceHandle extends TcpHandle {
  /** Its own name on the server. */
  readonly id: string
}

/** A {@link Handle} of a container. With `port`, {@link Handle.port} and {@link Handle.host} are where it is published. */
export interface ContainerHandle extends TcpHandle {
  /** Its name at the engine. */
  readonly id: string
  /** Runs a command in it; resolves whatever its exit code is. */
  exec(command: Command, options?: ExecOptions): Promise<ExecResult>
}

/** The type of handle for each kind of declaration. */
export interface HandleByKind {
  /** Without a host, port or socket that is known. */
  readonly simple: Handle
  /** With `captures` of the banner, and `port` if the banner captures one. */
  readonly output: Handle
  /** With `host`, `port` and `url`. */
  readonly tcp: TcpHandle
  /** With `host`, `port` and `url`. */
  readonly http: HttpHandle
  /** Without a host, port or socket that is known. */
  readonly pid: Handle
  /** With `socketPath`. */
  readonly unixSocket: UnixSocketHandle
  /** With `id`, and the `host` and `port` of its server. */
  readonly resource: ResourceHandle
  /** With `host` and `port`. */
  readonly external: TcpHandle
  /** With `id` and `exec()`, and with `host`, `port` and `url` if it has a port. */
  readonly container: ContainerHandle
}
