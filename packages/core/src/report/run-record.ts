import type { Scope } from '../declaration/index.js'
import type { OutputStream } from '../internal/output-stream.js'
import type { ExitMessage, TestMessage } from '../protocol/index.js'

/** Everything that a report shows of a run. Moments are milliseconds since 1970. */
export interface RunRecord {
  /** Raised with every change that breaks a reader. */
  readonly version: 1
  readonly startedAt: number
  readonly endedAt: number
  /** Why it ended, in words. */
  readonly end: string
  /** Where it was started. */
  readonly folder: string
  readonly tests: readonly TestMessage[]
  readonly processes: readonly ProcessRecord[]
  /** How many processes had to be left out. */
  readonly droppedProcesses: number
}

/** One instance of a process, from the moment somebody wanted it until nothing was left of it. */
export interface ProcessRecord {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly command: string
  readonly cwd: string
  /** Where it serves: a URL, `host:port`, the path of a socket. */
  readonly address?: string | undefined
  readonly openedAt: number
  /** One for every launch: a process may be restarted. */
  readonly starts: readonly StartRecord[]
  readonly leases: readonly LeaseRecord[]
  readonly resets: readonly Span[]
  readonly crashes: readonly Crash[]
  /** Stops that were not as they should be, but are no errors. */
  readonly notes?: readonly Crash[] | undefined
  /** When a spare became somebody's. */
  readonly handedOverAt?: number | undefined
  readonly stopBegunAt?: number | undefined
  readonly goneAt?: number | undefined
  /** The ids of the processes that it refers to. */
  readonly dependencies: readonly string[]
  /** Without the values of variables, headers and bodies. */
  readonly declaration: Readonly<Record<string, unknown>>
  /** The last of its output. */
  readonly lines: readonly LineRecord[]
  readonly droppedLines: number
  /** Gets all of its output. */
  readonly logFile?: string | undefined
}

/** One launch of a process. */
export interface StartRecord {
  readonly launchedAt: number
  readonly pid?: number | undefined
  readonly firstOutputAt?: number | undefined
  readonly readyAt?: number | undefined
  readonly endedAt?: number | undefined
  readonly exit?: ExitMessage | undefined
}

/** Who had a process, and how long. */
export interface LeaseRecord extends Span {
  readonly holder: 'client' | 'run' | 'process' | 'spare'
  /** The file and the test for which a client had it; see {@link TestMessage}. */
  readonly file?: string | undefined
  readonly test?: string | undefined
  /** The pool slot of the client. */
  readonly worker?: string | undefined
  /** The id of the process that had it. */
  readonly process?: string | undefined
}

/** A span of time; one without an end lasted until the run ended. */
export interface Span {
  readonly from: number
  readonly to?: number | undefined
}

/** The moment in which it was noticed that a process had ended unasked. */
export interface Crash {
  readonly at: number
  readonly message: string
}

/** A line of output. */
export interface LineRecord {
  readonly at: number
  readonly stream: OutputStream
  readonly text: string
}
