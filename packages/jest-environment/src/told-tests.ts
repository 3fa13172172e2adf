import { isReportWanted, type TestMessage } from '@mirakuru/core/client'
import type { Circus } from '@jest/types'
import { listBlocks } from './enabled-tests.js'
import { findClient } from './worker.js'

/** Tells the report of the run of the tests of one file, where somebody wants one. */
export class ToldTests {
  readonly #file: string
  readonly #running = new Map<Circus.TestEntry, TestMessage>()
  #told: Promise<unknown>[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** @param id - on whose behalf its processes are asked for */
  begin(test: Circus.TestEntry, id: string): void {
    if (!isReportWanted()) return
    const names = [...listBlocks(test).slice(1), test].map(({ name }) => name)
    const message: TestMessage = {
      id,
      name: names.join(' > '),
      file: this.#file,
      startedAt: Date.now(),
      state: 'running',
    }
    this.#running.set(test, message)
    this.#tell(message)
  }

  end(test: Circus.TestEntry): void {
    const message = this.#running.get(test)
    this.#running.delete(test)
    if (message === undefined) return
    const state = test.errors.length === 0 ? 'passed' : 'failed'
    this.#tell({ ...message, endedAt: Date.now(), state })
  }

  /** Waits until everything was heard: the worker may end right behind the file. */
  async settle(): Promise<void> {
    await Promise.all(this.#told.splice(0))
  }

  #tell(message: TestMessage): void {
    const told = findClient().tellTests([message])
    this.#told.push(told.catch(() => undefined)) // no run fails for its report
  }
}
