import type { PlannedProcess } from '../declaration/index.js'
import { stripControlSequences } from '../internal/control-sequences.js'
import type { OutputStream } from '../internal/output-stream.js'
import { toPlainText } from '../internal/printable.js'
import { redact, redactArguments, redactCommand } from '../internal/redact.js'
import type { Snapshot } from '../protocol/index.js'
import { describeDeclaration } from './describe-declaration.js'
import type {
  Crash,
  LeaseRecord,
  LineRecord,
  ProcessRecord,
  Span,
  StartRecord,
} from './run-record.js'

/** How many lines of output are kept of a process that runs, and of one that has ended. */
const keptLines = { running: 500, gone: 100 }
const longestLine = 500
/** How many leases, and how many resets: a test of a run that watches files has one of each. */
const keptSpans = 2_000

/** The properties of a process before its start. */
export interface Subject {
  readonly id: string
  readonly plan: PlannedProcess
  readonly cwd: string
  readonly dependencies: readonly string[]
  readonly logFile: string | undefined
}

/** The holder of a lease. */
export type LeaseHolder = Omit<LeaseRecord, keyof Span | 'process'>

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Records what happens to one process. */
export class ProcessRecorder {
  readonly #known: Writable<Omit<ProcessRecord, 'lines' | 'droppedLines'>>
  readonly #starts: Writable<StartRecord>[] = []
  readonly #leases: Writable<LeaseRecord>[] = []
  readonly #leaseOf = new Map<object, Writable<LeaseRecord>>()
  readonly #resets: Writable<Span>[] = []
  readonly #crashes: Crash[] = []
  readonly #notes: Crash[] = []
  #lines: LineRecord[] = []
  #droppedLines = 0

  constructor(subject: Subject) {
    const { id, plan, cwd, dependencies, logFile } = subject
    this.#known = {
      id,
      name: plan.options.name,
      scope: plan.scope,
      command: redactArguments(plan.options.args).join(' '),
      cwd,
      openedAt: Date.now(),
      starts: this.#starts,
      leases: this.#leases,
      resets: this.#resets,
      crashes: this.#crashes,
      notes: this.#notes,
      dependencies,
      declaration: describeDeclaration(plan),
      logFile,
    }
  }

  /** Whether the process has ended, and its record is complete. */
  get isOver(): boolean {
    return this.#known.goneAt !== undefined
  }

  /** The record so far. */
  get record(): ProcessRecord {
    this.#keepLines(keptLines.running)
    return { ...this.#known, lines: this.#lines, droppedLines: this.#droppedLines }
  }

  /** Called when it was spawned, or has ended. */
  changed({ command, pid, exit }: Snapshot, launchedAt: number | undefined): void {
    this.#known.command = redactCommand(command)
    if (launchedAt === undefined) return
    const known = this.#starts.at(-1)
    if (known?.launchedAt === launchedAt) {
      known.pid ??= pid
      if (pid !== undefined || exit === undefined) return // a daemon that it left may still serve
      known.endedAt ??= Date.now()
      known.exit = exit
    } else {
      if (known !== undefined) known.endedAt ??= launchedAt
      this.#starts.push({ launchedAt, pid })
    }
  }

  printed(stream: OutputStream, text: string): void {
    const at = Date.now()
    const start = this.#starts.at(-1)
    if (start !== undefined) start.firstOutputAt ??= at
    this.#lines.push({
      at,
      stream,
      text: redact(toPlainText(stripControlSequences(text))).slice(0, longestLine),
    })
    if (this.#lines.length > 2 * keptLines.running) this.#keepLines(keptLines.running)
  }

  ready({ command, url, host = '127.0.0.1', port, socketPath }: Snapshot): void {
    const start = this.#starts.at(-1)
    if (start !== undefined) start.readyAt ??= Date.now()
    this.#known.command = redactCommand(command)
    const address = url ?? (port === undefined ? socketPath : `${host}:${port}`)
    this.#known.address = address === undefined ? undefined : redact(address)
  }

  /** @param findProcess - returns the id of the holding process, which may get one only after this call */
  leaseTaken(lease: object, holder: LeaseHolder, findProcess: () => string | undefined): void {
    const record: Writable<LeaseRecord> = { ...holder, from: Date.now() }
    append(this.#leases, record)
    this.#leaseOf.set(lease, record)
    queueMicrotask(() => {
      record.process = findProcess()
    })
  }

  leaseGivenBack(lease: object): void {
    const record = this.#leaseOf.get(lease)
    if (record !== undefined) record.to = Date.now()
    this.#leaseOf.delete(lease)
  }

  /** Called when a spare was handed over to a client. */
  handedOver(): void {
    this.#known.handedOverAt = Date.now()
  }

  resetBegun(): void {
    append(this.#resets, { from: Date.now() })
  }

  resetDone(): void {
    const reset = this.#resets.at(-1)
    if (reset !== undefined) reset.to ??= Date.now()
  }

  crashed(message: string): void {
    this.#crashes.push({ at: Date.now(), message: redact(message) })
  }

  /** Adds the note of a stop that was not as it should be, but is not an error. */
  noted(message: string): void {
    this.#notes.push({ at: Date.now(), message })
  }

  stopBegun(): void {
    this.#known.stopBegunAt ??= Date.now()
  }

  gone(): void {
    this.#known.goneAt = Date.now()
    const start = this.#starts.at(-1)
    if (start !== undefined) start.endedAt ??= this.#known.goneAt
    // Readers need the output before a crash.
    const isWanted = this.#crashes.length > 0
    this.#keepLines(isWanted ? keptLines.running : keptLines.gone)
  }

  #keepLines(count: number): void {
    const excess = Math.max(0, this.#lines.length - count)
    this.#droppedLines += excess
    if (excess > 0) this.#lines = this.#lines.slice(excess)
  }
}

/** Drops the oldest of too many. */
function append<Entry>(entries: Entry[], entry: Entry): void {
  entries.push(entry)
  if (entries.length > keptSpans) entries.shift()
}
