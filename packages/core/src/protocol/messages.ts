import type {
  Command,
  Declaration,
  ExecOptions,
  ExecResult,
  ExpectedExit,
  PatternSource,
} from '../declaration/index.js'
import type { ErrorMessage } from './error-codec.js'

/** The exit of a process. */
export interface ExitMessage {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly forced: boolean
}

/** The first line that a client sends. */
export interface Hello {
  readonly protocol: number
  /** Known only to processes that can read the supervisor's folder. */
  readonly token: string
  /**
   * The end of a `root`, the runner's main process, is the end of the run; an `onlooker` holds no processes. A `run` is
   * the supervisor of a run, which requests processes that outlive it from a keeper.
   */
  readonly role: 'root' | 'worker' | 'onlooker' | 'run'
}

/** The first line that the supervisor sends. */
export type Welcome =
  | { readonly welcome: { readonly logFile: string } }
  | { readonly refused: { readonly reason: string; readonly protocol: number } }

/** A request for a lease of a process. */
export interface AcquireRequest {
  /** Declarations by name, each with its scope; those that the requested one refers to are started before it. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** The name of the requested one. */
  readonly name: string
  /**
   * The test and the file of the request: a process of scope `test` or `file` is shared by requests with the same one.
   */
  readonly units: Readonly<Record<'test' | 'file', string>>
  /** Separates processes of one unit that are declared alike; those that they refer to are shared nevertheless. */
  readonly instance?: string | undefined
  /** Leases that this client has already, by the names that the declarations use for them. */
  readonly bound: Readonly<Record<string, string>>
  /** The folder that a relative `cwd` is resolved against. */
  readonly folder: string
  /** The environment that `env` is merged over, for a process that is not shared beyond a file. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The pool slot of the client. */
  readonly worker: string
}

/** The properties of a process at one moment. */
export interface Snapshot {
  readonly name: string
  readonly pid: number | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  /** Additional ports, by name. */
  readonly ports: Readonly<Record<string, number>>
  readonly url: string | undefined
  readonly socketPath: string | undefined
  readonly tmp: string | undefined
  /** The name of a resource on its server. */
  readonly id: string | undefined
  readonly captures: Readonly<Record<string, string>>
  readonly command: string
  readonly exit: ExitMessage | undefined
}

/** A match of a regular expression; JSON drops the named properties of arrays. */
export interface MatchMessage {
  readonly texts: readonly (string | undefined)[]
  readonly index: number
  readonly input: string
  readonly groups: Readonly<Record<string, string>> | undefined
}

/** The calls for a process that is held, each with the options of the executor's method of that name. */
export interface ProcessCalls {
  start(): void
  stop(options?: {
    signal?: NodeJS.Signals
    expectedExitCode?: ExpectedExit | readonly ExpectedExit[]
  }): void
  kill(options?: { signal?: NodeJS.Signals; wait?: boolean }): void
  restart(): void
  pause(): void
  resume(): void
  running(): boolean
  /** Runs a command in a container. */
  exec(command: Command, options?: ExecOptions): ExecResult
  output(): string
  errOutput(): string
  log(): string
  /** The last `lines` that it and each of its dependencies printed since `from`, in milliseconds since 1970. */
  logSince(from: number, lines: number): readonly LogSlice[]
  waitForOutput(
    pattern: PatternSource,
    options?: { timeout?: number; stream?: 'stdout' | 'stderr' | 'both' },
  ): MatchMessage
  /** Repeats {@link ClientFunctions.callBack} until it resolves with true. */
  waitFor(callback: string, options?: { timeout?: number }): void
  /** Calls {@link ClientFunctions.callBack} while the process is stopped. */
  stopped(callback: string): void
}

/** Lines that a process printed during a period. */
export interface LogSlice {
  readonly name: string
  /** The last lines of the period. */
  readonly lines: readonly string[]
  /** How many lines of the period precede these. */
  readonly dropped: number
  /** Path of the file with all of its output. */
  readonly file: string | undefined
}

/** A start that takes longer than a second. */
export interface SlowStart {
  readonly name: string
  /** What it waits for: `127.0.0.1:6379`. */
  readonly target: string
  /** Milliseconds since it began. */
  readonly elapsed: number
  /** Milliseconds it may take. */
  readonly allowed: number
  /** The last line of its output. */
  readonly lastLine: string
}

/** What happened to the processes of a run. */
export interface RunSummary {
  /** How many were started. */
  readonly started: number
  /** How many an earlier run had left running. */
  readonly found: number
  /** How many had more than one lease. */
  readonly shared: number
  /** How many ended unexpectedly. */
  readonly crashed: number
  /** The one that took longest to become ready, in milliseconds. */
  readonly slowest: { readonly name: string; readonly readyAfter: number } | undefined
  /** Stops worth a note, but not errors: one for each command. */
  readonly notes: readonly StopNote[]
  /** Path of the report, if one was requested. */
  readonly report?: string | undefined
}

/** The end of a run. */
export interface RunEnd {
  readonly summary: RunSummary
  /** How processes ended unexpectedly of whose end no test was told. */
  readonly failure?: ErrorMessage
}

/** A note about the stop of a process, in one line. */
export interface StopNote {
  readonly text: string
  /** Whether it was killed because it did not obey its stop signal; otherwise it exited with a status of its own. */
  readonly isForced: boolean
}

/** A test that began or ended, for the report of a run. */
export interface TestMessage {
  /** The `units.test` of its requests, or the part of that before the first space. */
  readonly id: string
  readonly name: string
  readonly file: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Milliseconds since 1970; absent while it runs. */
  readonly endedAt?: number | undefined
  readonly state: 'running' | 'passed' | 'failed' | 'skipped'
}

/** The unexpected end of a process that its client did not wait for. */
export interface UnreportedExit {
  readonly lease: string
  readonly error: ErrorMessage
}

/** The result of a call, and the process after it. */
export interface CallResult {
  readonly value: unknown
  readonly snapshot: Snapshot
}

/** What another process needs to treat a process like its own child. */
export interface Attachment {
  /** `undefined` if it is no process. */
  readonly leader: { readonly pid: number; readonly startTime: string } | undefined
  readonly mark: string
  /** The exit of the leader, if it has left a daemon. */
  readonly exit: ExitMessage | undefined
  /** Whether it was running before the lease was taken. */
  readonly isFound: boolean
}

/** The functions of the supervisor that clients can call. */
export interface SupervisorFunctions {
  /** Sent by a root after its welcome: from here on its end is the end of the run. One that timed out never sends it. */
  stay(): Promise<void>
  /**
   * Takes a lease: joins a process that is starting or running, or starts it. `lease` is the client's own name for it.
   * Until the process is ready, {@link SupervisorFunctions.release} cancels it.
   */
  acquire(lease: string, request: AcquireRequest): Promise<Snapshot>
  /**
   * The client cannot wait longer than the `limit` of milliseconds that has passed: {@link SupervisorFunctions.acquire}
   * rejects with what it waits for, unless the process is ready.
   */
  expire(lease: string, limit: number): Promise<void>
  /**
   * Releases a lease; the last one stops the process, and the response comes when it has ended. With `waits` false it
   * comes at once if a slow stop blocks no other process; {@link SupervisorFunctions.settle} waits for it then.
   */
  release(lease: string, waits: boolean): Promise<void>
  /** A test that uses a shared process begins: the process is reset, if a test has used it since the last reset. */
  beginUse(lease: string): Promise<void>
  /** That test has ended; `hasUsed` says whether it has really used the process. */
  endUse(lease: string, hasUsed: boolean): Promise<void>
  /** Waits for the end of all processes that were released without waiting; returns those that ended unexpectedly. */
  settle(): Promise<readonly UnreportedExit[]>
  /** Releases a lease, and that of the run if no other client has one. */
  retire(lease: string): Promise<void>
  call<Method extends keyof ProcessCalls>(
    lease: string,
    method: Method,
    args: Parameters<ProcessCalls[Method]>,
  ): Promise<CallResult>
  /** For a run: how to find the process that it has a lease of. Its output is sent from {@link acquire} on. */
  attach(lease: string): Promise<Attachment>
  /** The crash of this process was reported to a test: its end is not another error. */
  acknowledge(lease: string): Promise<void>
  /** For a root: sends it every line that any process prints from here on. */
  followOutput(): Promise<void>
  /** Restarts the processes that crashed or whose files have changed, and the processes that depend on them. */
  restartChanged(): Promise<void>
  /** Tests began or ended; only for a run with a report. */
  reportTests(tests: readonly TestMessage[]): Promise<void>
  /** Ends the run and all leases of all clients. The response comes when all processes have ended. */
  endRun(): Promise<RunEnd>
}

/** The functions of a client that the supervisor can call. */
export interface ClientFunctions {
  /** Runs a function that the client has named. */
  callBack(callback: string): Promise<boolean>
  /** A process that the client holds has changed. */
  changed(lease: string, snapshot: Snapshot): void
  /** It, or a process it depends on, ended unexpectedly. */
  crashed(lease: string, error: ErrorMessage): void
  /** For a root: once a second for every start that takes longer than that. */
  startsSlowly(start: SlowStart): void
  /** For a root that follows the output: a line of a process. */
  printed(name: string, stream: 'stdout' | 'stderr', line: string): void
}

/** The functions of a run that a keeper calls, for the processes that the run has leases of. */
export interface RunFunctions {
  /** A chunk of its output, in base64: at first everything that is buffered. */
  output(lease: string, stream: 'stdout' | 'stderr', chunk: string): void
  /** This stream has ended, until the process is started again. */
  finished(lease: string, stream: 'stdout' | 'stderr'): void
  /** Its leader has ended; `wasAskedFor` if another client requested that. */
  ended(lease: string, exit: ExitMessage, wasAskedFor: boolean): void
}
