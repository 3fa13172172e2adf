import { findLanes } from './lanes.js'
import type { LeaseRecord, ProcessRecord, RunRecord } from './run-record.js'

/** An event of the Trace Event Format, which Perfetto and chrome://tracing read. Times are microseconds. */
interface TraceEvent {
  readonly ph: 'X' | 'i' | 'M'
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly s?: 't'
  readonly args?: Readonly<Record<string, unknown>>
}

/** The content of a trace file. */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[]
  readonly displayTimeUnit: 'ms'
}

const testsId = 1
/** The track of a process itself; those of its leases follow. */
const lifeId = 1

/** Converts a record to a trace: a group for the tests, and one for each process with its life above its leases. */
export function toTrace(run: RunRecord): Trace {
  const processes = run.processes.flatMap((each, index) =>
    traceProcess(each, { run, pid: testsId + 1 + index }),
  )
  return { traceEvents: [...traceTests(run), ...processes], displayTimeUnit: 'ms' }
}

function traceTests(run: RunRecord): TraceEvent[] {
  const tests = run.tests
    .map((test) => ({ ...test, from: test.startedAt, to: test.endedAt ?? run.endedAt }))
    .toSorted((one, other) => one.from - other.from)
  const lanes = findLanes(tests.map(({ from, to, file }) => ({ from, to, group: file })))
  const pen = new Pen(run, testsId)
  return [
    pen.nameProcess('tests'),
    ...tests.map(({ name, file, state, from, to }, index) =>
      pen.span(name, { from, to }, { tid: (lanes[index] ?? 0) + 1, args: { file, state } }),
    ),
  ]
}

interface Place {
  readonly run: RunRecord
  readonly pid: number
}

function traceProcess(record: ProcessRecord, { run, pid }: Place): TraceEvent[] {
  const pen = new Pen(run, pid)
  const { command, address, scope, logFile, starts, stopBegunAt, goneAt } = record
  const at = { tid: lifeId, args: { command, address, scope, logFile } }
  const lives = starts.flatMap(({ launchedAt, firstOutputAt, readyAt, endedAt }, index) => {
    const end = Math.min(endedAt ?? run.endedAt, stopBegunAt ?? Infinity)
    return [
      pen.span('starting', { from: launchedAt, to: readyAt ?? end }, at),
      ...(firstOutputAt === undefined ? [] : [pen.moment('first output', firstOutputAt)]),
      ...(readyAt === undefined ? [] : [pen.span('ready', { from: readyAt, to: end }, at)]),
      ...(index > 0 ? [pen.moment('restarted', launchedAt)] : []),
    ]
  })
  return [
    pen.nameProcess(`${record.name} #${record.id}`),
    pen.nameThread(lifeId, 'life'),
    ...lives,
    ...(stopBegunAt === undefined
      ? []
      : [pen.span('stopping', { from: stopBegunAt, to: goneAt }, at)]),
    ...record.crashes.map((crash) => pen.moment(`crashed: ${crash.message}`, crash.at)),
    ...record.resets.map((reset) => pen.span('reset', reset, { tid: lifeId })),
    ...traceLeases(record, { run, pid }),
  ]
}

function traceLeases({ leases }: ProcessRecord, { run, pid }: Place): TraceEvent[] {
  const pen = new Pen(run, pid)
  const spans = leases.map(({ from, to = run.endedAt }) => ({ from, to }))
  const lanes = findLanes(spans)
  return leases.map((lease, index) =>
    pen.span(describeLease(lease, run), lease, { tid: lifeId + 1 + (lanes[index] ?? 0) }),
  )
}

function describeLease({ holder, file, test, process }: LeaseRecord, run: RunRecord): string {
  if (holder === 'process') {
    const name = run.processes.find(({ id }) => id === process)?.name
    return `held by ${name ?? 'a process'} #${process}`
  }
  if (holder !== 'client') return holder === 'run' ? 'held by the run' : 'spare'
  const [id] = (test ?? '').split(' ')
  const found = run.tests.find((each) => each.id === test || each.id === id)
  return `held by ${found?.name ?? (file || 'the runner')}`
}

/** Writes the events of one group. */
class Pen {
  readonly #run: RunRecord
  readonly #pid: number

  constructor(run: RunRecord, pid: number) {
    this.#run = run
    this.#pid = pid
  }

  nameProcess(name: string): TraceEvent {
    return { ph: 'M', name: 'process_name', pid: this.#pid, tid: 0, args: { name } }
  }

  nameThread(tid: number, name: string): TraceEvent {
    return { ph: 'M', name: 'thread_name', pid: this.#pid, tid, args: { name } }
  }

  moment(name: string, at: number): TraceEvent {
    return { ph: 'i', name, pid: this.#pid, tid: lifeId, ts: this.#convert(at), s: 't' }
  }

  span(
    name: string,
    { from, to = this.#run.endedAt }: { readonly from: number; readonly to?: number | undefined },
    { tid, args = {} }: { readonly tid: number; readonly args?: TraceEvent['args'] },
  ): TraceEvent {
    const ts = this.#convert(from)
    const dur = Math.max(0, this.#convert(to) - ts)
    return { ph: 'X', name, pid: this.#pid, tid, ts, dur, args }
  }

  #convert(at: number): number {
    return Math.round((at - this.#run.startedAt) * 1000)
  }
}
