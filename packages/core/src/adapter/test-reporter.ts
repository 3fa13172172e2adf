import { setImmediate } from 'node:timers'
import { isReportWanted, type Client, type TestMessage } from '../client/index.js'

/** Tells the report of a run when tests begin and end, where somebody wants one; no run fails for its report. */
export class TestReporter {
  readonly #findClient: () => Client
  #unsent: TestMessage[] = []
  #sent: Promise<unknown>[] = []

  /** @param findClient - the client that is told; it connects only where a report is wanted */
  constructor(findClient: () => Client) {
    this.#findClient = findClient
  }

  /** A test has begun or ended; many at once are sent together. */
  report(test: TestMessage): void {
    if (isReportWanted() && this.#unsent.push(test) === 1) setImmediate(() => this.#send())
  }

  /** Waits until everything was heard: a worker may end right behind its file. */
  async settle(): Promise<void> {
    this.#send()
    await Promise.all(this.#sent.splice(0))
  }

  #send(): void {
    const tests = this.#unsent.splice(0)
    if (tests.length === 0) return
    this.#sent.push(
      this.#findClient()
        .reportTests(tests)
        .catch(() => undefined),
    )
  }
}
