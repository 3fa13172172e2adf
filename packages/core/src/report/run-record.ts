import type { Scope } from '../declaration/index.js'
import type { OutputStream } from '../internal/output-stream.js'
import type { ExitMessage, TestMessage } from '../protocol/index.js'

/** The data of a report. Times are in milliseconds since 1970. */
export interface RunRecord {
  /** Raised with every breaking change. */
  readonly version: 1
  readonly startedAt: number
  readonly endedAt: number
  /** Why it ended, in words. */
  readonly end: string
  /** The folder in which it was started. */
  readonly folder: string
  readonly tests: readonly TestMessage[]
  readonly processes: readonly ProcessRecord[]
  /** How many processes were left out. */
  readonly droppedProcesses: number
}

/** One instance of a process, from the request until it has ended completely. */
export interface ProcessRecord {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly command: string
  readonly cwd: string
  /** The address it serves: a URL, `host:port`, or the path of a socket. */
  readonly address?: string | undefined
  readonly openedAt: number
  /** One for each start: a process may be restarted. */
  readonly starts: readonly StartRecord[]
  readonly leases: readonly LeaseRecord[]
  readonly resets: readonly Span[]
  readonly crashes: readonly Crash[]
  /** Stops that were not as they should be, but are not errors. */
  readonly notes?: readonly Crash[] | undefined
  /** When a spare was handed over to a client. */
  readonly handedOverAt?: number | undefined
  readonly stopBegunAt?: number | undefined
  readonly goneAt?: number | undefined
  /** The ids of the processes that it refers to. */
  readonly dependencies: readonly string[]
  /** Without the values of variables, headers and bodies. */
  readonly declaration: Readonly<Record<string, unknown>>
  /** The last lines of its output. */
  readonly lines: readonly LineRecord[]
  readonly droppedLines: number
  /** The file with all of its output. */
  readonly logFile?: string | undefined
}

/** One start of a process. */
export interface StartRecord {
  readonly launchedAt: number
  readonly pid?: number | undefined
  readonly firstOutputAt?: number | undefined
  readonly readyAt?: number | undefined
  readonly endedAt?: number | undefined
  readonly exit?: ExitMessage | undefined
}

/** The holder of a lease, and how long it had it. */
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

/** A span of time; without `to` it lasted until the run ended. */
export interface Span {
  readonly from: number
  readonly to?: number | undefined
}

/** The unexpected end of a process, and when it was noticed. */
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
