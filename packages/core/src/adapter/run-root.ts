import { Client, nameRunner, Narrator, prepareSupervisor, wishReport } from '../client/index.js'
import { TestReporter } from './test-reporter.js'

/** What people see of the processes of a run. */
export interface RootOptions {
  /** `true` leaves out the line at the end of a run. */
  readonly silent?: boolean | undefined
  /** `'inherit'` shows everything that processes print, as they print it. */
  readonly logLevel?: 'inherit' | undefined
  /**
   * `true` writes a timeline of the run at its end: `node_modules/.mirakuru/last/report.html`, and the same as
   * `report.json` and as `report.trace.json` for Perfetto.
   */
  readonly report?: boolean | undefined
}

/** The runner's main process as the root of the run: its end is the end of everything. */
export class RunRoot {
  readonly narrator: Narrator
  readonly client: Client
  /** For a runner that tells its main process of tests. */
  readonly tests: TestReporter = new TestReporter(() => this.client)
  #options: RootOptions = {}

  constructor(narrator: Narrator = new Narrator()) {
    this.narrator = narrator
    this.client = new Client('root', narrator)
  }

  /** What it was told to show; of several that say something, the last. */
  configure(options: RootOptions): void {
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    this.#options = { ...this.#options, ...Object.fromEntries(given) }
    if (this.#options.report === true) wishReport()
  }

  /** Lets the supervisor boot while the runner does. Whatever is wrong shows when somebody needs it. */
  prepare(): void {
    nameRunner()
    prepareSupervisor().catch(() => undefined)
  }

  /** Connects, as whose end is that of the run. Whatever is wrong shows when something is asked of it. */
  async greet(): Promise<void> {
    try {
      await this.client.connect()
      if (this.#options.logLevel === 'inherit') await this.client.followOutput()
    } catch {
      // See above.
    }
  }

  /**
   * Ends the run, waits until everything is gone, and prints how processes ended at last: for runners that print less of
   * what a teardown throws.
   *
   * @returns whether the run has failed
   */
  async finish(): Promise<boolean> {
    try {
      return await this.end()
    } catch (error) {
      this.narrator.fail(error)
      return true
    }
  }

  /**
   * Ends the run, and waits until everything is gone.
   *
   * @returns whether processes ended in a way nobody had asked for, even where a test passed when it was tried again
   * @throws how they ended at last, or that they are lost
   */
  async end(): Promise<boolean> {
    try {
      await this.tests.settle()
      const loss = await this.client.findLoss()
      if (loss !== undefined) throw loss
      if (!this.client.isConnected) return false
      const { failure, ...summary } = await this.client.endRun()
      this.narrator.summarise(summary, { isSilent: this.#options.silent === true })
      if (failure !== undefined) throw failure
      return summary.crashed > 0
    } finally {
      await this.client.close()
    }
  }
}

const key = Symbol.for('mirakuru.root')
const global = globalThis as { [key]?: unknown }

/** The only one of its kind in this process; every copy of this module shares it. */
export function findRoot<Root>(create: () => Root): Root {
  return (global[key] ??= create()) as Root
}

/** The root of this process, where one was made. */
export function findKnownRoot<Root>(): Root | undefined {
  return global[key] as Root | undefined
}
