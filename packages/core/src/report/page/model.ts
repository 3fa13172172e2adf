import { findLanes } from '../lanes.js'
import type { LeaseRecord, ProcessRecord, RunRecord } from '../run-record.js'
import { shortenPath } from './format.js'

/** A test on the page. Times are milliseconds since the run began. */
export interface Test {
  readonly is: 'test'
  readonly id: string
  readonly name: string
  readonly file: string
  readonly state: RunRecord['tests'][number]['state']
  readonly from: number
  readonly to: number
  readonly lane: number
  /** The text to search. */
  readonly text: string
}

/** An instance of a process on the page. */
export interface Process {
  readonly is: 'process'
  readonly record: ProcessRecord
  readonly id: string
  readonly name: string
  readonly from: number
  readonly to: number
  /** The moments that the arrow keys stop at, in order. */
  readonly moments: readonly Moment[]
  readonly leases: readonly Lease[]
  readonly hasCrashed: boolean
  readonly text: string
}

export interface Lease extends Pick<LeaseRecord, 'holder'> {
  readonly from: number
  readonly to: number
  /** When the process was ready for its holder. */
  readonly heldFrom: number
  /** Whether it was taken for the whole run. */
  readonly isOfRun: boolean
  readonly test?: Test | undefined
  readonly record: LeaseRecord
}

export interface Moment {
  readonly at: number
  readonly what: string
}

export type Subject = Test | Process

/** The data of the page, prepared for drawing and search. */
export class Model {
  readonly run: RunRecord
  readonly duration: number
  readonly tests: readonly Test[]
  readonly laneCount: number
  readonly processes: readonly Process[]
  readonly #testsById: ReadonlyMap<string, Test>

  constructor(run: RunRecord) {
    this.run = run
    this.duration = Math.max(1, run.endedAt - run.startedAt)
    this.tests = placeTests(run)
    this.laneCount = this.tests.reduce((most, { lane }) => Math.max(most, lane + 1), 0)
    this.#testsById = new Map(this.tests.map((test) => [test.id, test]))
    this.processes = run.processes
      .map((record) => this.#place(record))
      .toSorted((one, other) => one.from - other.from)
  }

  /** Milliseconds since the run began. */
  since(at: number): number {
    return at - this.run.startedAt
  }

  findProcess(id: string | undefined): Process | undefined {
    return this.processes.find((each) => each.id === id)
  }

  /** The processes of a test: its own, and those of its file while it ran. */
  heldBy(test: Test): readonly Process[] {
    return this.processes.filter(({ leases }) =>
      leases.some((lease) => {
        if (lease.test !== undefined) return lease.test === test
        const isOfFile = lease.record.file !== undefined && lease.record.file === test.file
        return isOfFile && lease.from <= test.to && lease.to >= test.from
      }),
    )
  }

  #place(record: ProcessRecord): Process {
    const from = this.since(record.openedAt)
    const to = record.goneAt === undefined ? this.duration : this.since(record.goneAt)
    const readyAt = record.starts[0]?.readyAt
    const ready = readyAt === undefined ? Infinity : this.since(readyAt)
    const leases = record.leases.map((lease) => this.#placeLease(lease, ready))
    const { id, name, command, scope, address = '', lines } = record
    const output = lines.map((line) => line.text).join('\n')
    const holders = leases.map(({ test, record: { file } }) => `${test?.name ?? ''} ${file ?? ''}`)
    return {
      is: 'process',
      record,
      id,
      name,
      from,
      to,
      leases,
      moments: this.#listMoments(record),
      hasCrashed: record.crashes.length > 0,
      text: [`${name} #${id}`, command, scope, address, output, ...holders]
        .join('\n')
        .toLowerCase(),
    }
  }

  #placeLease(record: LeaseRecord, ready: number): Lease {
    const { holder, test = '' } = record
    // The name of an attempt of a test begins with the name of the test.
    const [id = ''] = test.split(' ')
    const from = this.since(record.from)
    return {
      holder,
      record,
      from,
      heldFrom: Math.max(from, ready),
      isOfRun: holder === 'run' || (holder === 'client' && record.file === undefined),
      to: record.to === undefined ? this.duration : this.since(record.to),
      test: this.#testsById.get(test) ?? this.#testsById.get(id),
    }
  }

  #listMoments(record: ProcessRecord): Moment[] {
    const moments: { at: number | undefined; what: string }[] = [
      { at: record.openedAt, what: 'requested' },
      ...record.starts.flatMap(({ launchedAt, firstOutputAt, readyAt, endedAt }) => [
        { at: launchedAt, what: 'launched' },
        { at: firstOutputAt, what: 'first output' },
        { at: readyAt, what: 'ready' },
        { at: endedAt, what: 'exited' },
      ]),
      // Its first holder has a lease from that moment.
      ...record.leases.flatMap(({ from, to }) => [
        { at: from - record.openedAt > 1 ? from : undefined, what: 'lease taken' },
        { at: to, what: 'lease released' },
      ]),
      ...record.resets.map(({ from }) => ({ at: from, what: 'reset' })),
      ...record.crashes.map(({ at }) => ({ at, what: 'crashed' })),
      { at: record.handedOverAt, what: 'handed over' },
      { at: record.stopBegunAt, what: 'stop begun' },
      { at: record.goneAt, what: 'gone' },
    ]
    return moments
      .filter((each): each is Moment => each.at !== undefined)
      .map(({ at, what }) => ({ at: this.since(at), what }))
      .toSorted((one, other) => one.at - other.at)
  }
}

function placeTests(run: RunRecord): Test[] {
  const tests = run.tests
    .map(({ startedAt, endedAt = run.endedAt, ...test }) => ({
      ...test,
      from: startedAt - run.startedAt,
      to: endedAt - run.startedAt,
    }))
    .toSorted((one, other) => one.from - other.from)
  const lanes = findLanes(tests.map(({ from, to, file }) => ({ from, to, group: file })))
  return tests.map((test, index) => ({
    ...test,
    is: 'test',
    lane: lanes[index] ?? 0,
    text: `${test.name}\n${shortenPath(test.file, run.folder)}`.toLowerCase(),
  }))
}
