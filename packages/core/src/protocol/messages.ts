import type { Declaration, ExpectedExit, PatternSource } from '../declaration/index.js'
import type { ErrorMessage } from './error-codec.js'

/** How a process ended, as it crosses the wire. */
export interface ExitMessage {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly forced: boolean
}

/** The first line a client sends. */
export interface Hello {
  readonly protocol: number
  /** Known to those only who can read the supervisor's folder. */
  readonly token: string
  /**
   * The end of a `root`, the runner's main process, is the end of the run; an `onlooker` holds nothing. A `run` is the
   * supervisor of one, and asks for what outlives it.
   */
  readonly role: 'root' | 'worker' | 'onlooker' | 'run'
}

/** The supervisor's first line. */
export type Welcome =
  | { readonly welcome: { readonly logFile: string } }
  | { readonly refused: { readonly reason: string; readonly protocol: number } }

/** What a client asks the supervisor to hold for it. */
export interface AcquireRequest {
  /** Declarations by name, each with its scope; those that the wanted one refers to are started before it. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** The wanted one. */
  readonly name: string
  /**
   * On whose behalf: a process of scope `test` or `file` is shared by requests with the same name for their test or file.
   */
  readonly units: Readonly<Record<'test' | 'file', string>>
  /** Tells processes of one unit apart that are declared alike; what the wanted one refers to is shared all the same. */
  readonly instance?: string | undefined
  /** Leases this client has already, by the names that the declarations have for them. */
  readonly bound: Readonly<Record<string, string>>
  /** Where a relative `cwd` begins. */
  readonly folder: string
  /** What `env` is merged over where a process is not shared beyond a file. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The pool slot of the client. */
  readonly worker: string
  /** How long the client can wait. Milliseconds; `null` as long as it takes. */
  readonly limit: number | null
}

/** What a process was started with, and how it is. */
export interface Snapshot {
  readonly name: string
  readonly pid: number | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  /** Further ports, by name. */
  readonly ports: Readonly<Record<string, number>>
  readonly url: string | undefined
  readonly socketPath: string | undefined
  readonly tmp: string | undefined
  readonly captures: Readonly<Record<string, string>>
  readonly command: string
  readonly exit: ExitMessage | undefined
}

/** A match of a regular expression; arrays lose their named properties on the wire. */
export interface MatchMessage {
  readonly texts: readonly (string | undefined)[]
  readonly index: number
  readonly input: string
  readonly groups: Readonly<Record<string, string>> | undefined
}

/** What can be done with a process that is held, each with the options of the executor's method of that name. */
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
  output(): string
  errOutput(): string
  log(): string
  /** What it and the processes it depends on printed since then, in milliseconds since 1970: the last lines of each. */
  logSince(from: number, lines: number): readonly LogSlice[]
  waitForOutput(
    pattern: PatternSource,
    options?: { timeout?: number; stream?: 'stdout' | 'stderr' | 'both' },
  ): MatchMessage
  /** Repeats {@link ClientFunctions.callBack} until it answers true. */
  waitFor(callback: string, options?: { timeout?: number }): void
  /** Calls {@link ClientFunctions.callBack} while the process is stopped. */
  stopped(callback: string): void
}

/** What a process printed in a span of time. */
export interface LogSlice {
  readonly name: string
  /** The last of the lines. */
  readonly lines: readonly string[]
  /** How many lines there were before these. */
  readonly dropped: number
  /** Where all of its output is. */
  readonly file: string | undefined
}

/** A start that takes its time. */
export interface SlowStart {
  readonly name: string
  /** What it waits for: `127.0.0.1:6379`. */
  readonly target: string
  /** Milliseconds since it began, and milliseconds it may take. */
  readonly elapsed: number
  readonly allowed: number
  /** The last line of its output. */
  readonly lastLine: string
}

/** What became of the processes of a run. */
export interface RunSummary {
  readonly started: number
  /** Those that an earlier run had left running. */
  readonly found: number
  /** Those that more than one lease was taken of. */
  readonly shared: number
  readonly crashed: number
  /** The one that took longest to be ready, in milliseconds. */
  readonly slowest: { readonly name: string; readonly readyAfter: number } | undefined
  /** Stops that were not as they should be, but are no errors: one for every command. */
  readonly notes: readonly StopNote[]
  /** Where people can read what happened, if they asked for it. */
  readonly report?: string | undefined
}

/** What is to be said of the stop of a process, in a line. */
export interface StopNote {
  readonly text: string
  /** Whether it had to be killed because it did not obey its stop signal; else it had a status of its own. */
  readonly isForced: boolean
}

/** A test that has begun or ended, for the report of a run. */
export interface TestMessage {
  /** What `units.test` of a request is on its behalf, or how that begins up to the first space. */
  readonly id: string
  readonly name: string
  readonly file: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Not there while it runs. */
  readonly endedAt?: number | undefined
  readonly state: 'running' | 'passed' | 'failed' | 'skipped'
}

/** How a process ended that its client did not wait for. */
export interface UnreportedExit {
  readonly lease: string
  readonly error: ErrorMessage
}

/** The answer to a call, and how the process is after it. */
export interface CallResult {
  readonly value: unknown
  readonly snapshot: Snapshot
}

/** What somebody else needs to take a process for its own child. */
export interface Attachment {
  readonly leader: { readonly pid: number; readonly startTime: string }
  readonly mark: string
  /** How the leader has ended that has left a daemon. */
  readonly exit: ExitMessage | undefined
  /** Whether it ran before the lease was taken. */
  readonly isFound: boolean
}

/** What clients can ask of the supervisor. */
export interface SupervisorFunctions {
  /** A root has heard its welcome: from here on its end is the end of the run. One that gave up waiting never says so. */
  stay(): Promise<void>
  /**
   * Takes a lease: joins a process that is there or being started, or starts it. `lease` is the client's own name for
   * it. Until it is ready, {@link SupervisorFunctions.release} cancels it.
   */
  acquire(lease: string, request: AcquireRequest): Promise<Snapshot>
  /**
   * Gives a lease back; the last one stops the process, and the answer comes when it is gone. With `waits` false it
   * comes at once where a process that takes its time is in nobody's way; {@link SupervisorFunctions.settle} waits then.
   */
  release(lease: string, waits: boolean): Promise<void>
  /** A test begins that uses a process which tests share: it is reset, if it has to be. */
  beginUse(lease: string): Promise<void>
  /** That test is over; whether it has really used the process. */
  endUse(lease: string, hasUsed: boolean): Promise<void>
  /** Waits for the end of all processes that nobody waited for, and tells how they ended where that was not asked for. */
  settle(): Promise<readonly UnreportedExit[]>
  /** Gives a lease back, and lets the run give up its own if nobody else has one. */
  retire(lease: string): Promise<void>
  call<Method extends keyof ProcessCalls>(
    lease: string,
    method: Method,
    args: Parameters<ProcessCalls[Method]>,
  ): Promise<CallResult>
  /** For a run: how to find the process that it has a lease of. Its output is told from {@link acquire} on. */
  attach(lease: string): Promise<Attachment>
  /** The crash of this process was told to somebody: its end is no further error. */
  acknowledge(lease: string): Promise<void>
  /** For a root: from here on it gets every line that any process prints. */
  followOutput(): Promise<void>
  /** Restarts the processes that have crashed or were started from files which have changed, and what refers to them. */
  restartChanged(): Promise<void>
  /** Tests have begun or ended; only a run that is asked for a report is told. */
  reportTests(tests: readonly TestMessage[]): Promise<void>
  /** Ends the run: all leases of all clients. The answer comes when everything is gone. */
  endRun(): Promise<RunSummary>
}

/** What the supervisor asks of its clients. */
export interface ClientFunctions {
  /** Runs a function that the client has given a name to. */
  callBack(callback: string): Promise<boolean>
  /** Something happened to a process that the client holds. */
  changed(lease: string, snapshot: Snapshot): void
  /** It, or a process it depends on, ended unexpectedly. */
  crashed(lease: string, error: ErrorMessage): void
  /** For a root: once a second for every start that takes longer. */
  startsSlowly(start: SlowStart): void
  /** For a root that follows the output. */
  printed(name: string, stream: 'stdout' | 'stderr', line: string): void
}

/** What a keeper tells a run of the processes that it has leases of. */
export interface RunFunctions {
  /** A piece of its output, in base64: at first everything that is kept of it. */
  output(lease: string, stream: 'stdout' | 'stderr', chunk: string): void
  /** Nothing more comes of this stream before it is started again. */
  finished(lease: string, stream: 'stdout' | 'stderr'): void
  /** Its leader has ended; `wasAskedFor` by somebody else. */
  ended(lease: string, exit: ExitMessage, wasAskedFor: boolean): void
}
