import type { TestMessage } from '../protocol/index.js'
import { ProcessRecorder, type Subject } from './process-recorder.js'
import type { RunRecord } from './run-record.js'

/** Limits the memory of a run that watches files for days. */
const keptProcesses = 2_000
const keptTests = 20_000

/** Records what happens in a run, for its report. */
export class Recorder {
  readonly #startedAt = Date.now()
  readonly #tests = new Map<string, TestMessage>()
  readonly #processes = new Set<ProcessRecorder>()
  #droppedProcesses = 0

  /** Begins the record of a requested process. */
  open(subject: Subject): ProcessRecorder {
    const recorder = new ProcessRecorder(subject)
    this.#processes.add(recorder)
    if (this.#processes.size > keptProcesses) this.#dropOldest()
    return recorder
  }

  /** Records tests that began or ended. */
  tell(tests: readonly TestMessage[]): void {
    for (const test of tests) {
      this.#tests.set(test.id, test)
      const [oldest] = this.#tests.keys()
      if (this.#tests.size > keptTests && oldest !== undefined) this.#tests.delete(oldest)
    }
  }

  /** @param end - why the run ended */
  finish(end: string): RunRecord {
    const processes = [...this.#processes].map(({ record }) => record)
    const tests = [...this.#tests.values()]
    const moments = [...processes.map(({ openedAt }) => openedAt), ...tests.map(startOf)]
    return {
      version: 1,
      startedAt: moments.reduce((first, each) => Math.min(first, each), this.#startedAt),
      endedAt: Date.now(),
      end,
      folder: process.cwd(),
      tests,
      processes,
      droppedProcesses: this.#droppedProcesses,
    }
  }

  #dropOldest(): void {
    const oldest = [...this.#processes].find(({ isOver }) => isOver)
    if (oldest === undefined) return
    this.#processes.delete(oldest)
    this.#droppedProcesses++
  }
}

function startOf({ startedAt }: TestMessage): number {
  return startedAt
}
