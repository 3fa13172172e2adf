import { resolve } from 'node:path'
import {
  findWorkerClient,
  joinErrors,
  TestFile,
  TestReporter,
  type ProcessUse,
  type RunnerFile,
  type StartOptions,
} from '@mirakuru/core/adapter'
import type { TestInfo, WorkerInfo } from '@playwright/test'
import { describeSource, findConfigured, findFolder } from './config.js'

/** Starts a process for a test, or for all tests of a worker, and gives it back. */
interface Holder {
  hold(use: ProcessUse, options: StartOptions): Promise<void>
  release(use: ProcessUse): Promise<Error | undefined>
}

/** The processes of one worker of Playwright, which may run the tests of several files. */
export class Worker extends TestFile {
  readonly reporter: TestReporter = new TestReporter(findWorkerClient)
  /** What a test can be told no more: the run fails with it. */
  readonly faults: Error[] = []
  /** Those of scope `file`, by the fixture that has started them. */
  readonly ofFile: Map<object, ProcessUse> = new Map()
  /** What runs. */
  attempt: Holder | undefined
  /** Whether one of its tests has. */
  hasFailed = false
  /** Its path is that of the test file that runs. */
  readonly runner: RunnerFile & { path: string }

  constructor({ config }: WorkerInfo) {
    const folder = findFolder(config)
    const { block = { processes: {} } } = findConfigured() ?? {}
    const runner = {
      path: '',
      folder,
      block: { ...block, folder, source: describeSource(config) },
      advise: (name: string) => `add ${name} to withProcesses() in the configuration of Playwright`,
      findClient: findWorkerClient,
    }
    super(runner)
    this.runner = runner
  }

  /** The main process has set the variables of the configuration: what they name is held for all tests. */
  async open(): Promise<void> {
    await this.describeVariables().set()
  }

  /** A test begins: what the file before it has used is given back. */
  async enterFile({ config, titlePath: [file = ''] }: TestInfo): Promise<void> {
    // Its `file` is where the test is declared, which may be a module that several files import.
    const path = resolve(config.rootDir, file)
    if (path === this.runner.path) return
    this.faults.push(...(await this.releaseAll(this.ofFile.values())))
    this.ofFile.clear()
    this.runner.path = path
  }

  /**
   * The worker is about to end.
   *
   * @throws what no test has reported
   */
  async close(): Promise<void> {
    this.faults.push(...(await this.releaseAll()))
    await this.settle()
    await this.reporter.settle()
    const loss = this.hasFailed ? undefined : await this.findLoss()
    if (loss !== undefined) this.faults.push(loss)
    const error = joinErrors(this.faults)
    if (error !== undefined) throw error
  }
}
