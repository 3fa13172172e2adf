import {
  Client,
  HeldProcess,
  nameRunner,
  Narrator,
  prepareSupervisor,
  wishReport,
  type TestMessage,
} from '@mirakuru/core/client'
import { listReferences } from '@mirakuru/core/declaration'
import { ExecutorError } from '@mirakuru/core/errors'
import type { TestProject, Vitest } from 'vitest/node'
import type { Block, ProcessValues } from './block.js'

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

/** A process of a block that the root holds. */
interface Held {
  readonly process: HeldProcess
  /** The same only for the same declaration, with all it refers to. */
  readonly identity: string
}

/**
 * The runner's main process as the root of the run: its end is the end of everything. There is one for all projects, and
 * in watch mode it outlives changes of the configuration.
 */
export class Root {
  readonly #narrator = new Narrator()
  readonly #client = new Client('root', this.#narrator)
  readonly #held = new Map<string, Promise<Held>>()
  readonly #blocks = new Map<TestProject, Block>()
  /** Those whose processes were started. */
  readonly #projects = new Set<TestProject>()
  /** What Vitest was watched with: it forgets who wants to know of reruns whenever it reads another one. */
  readonly #configs = new WeakMap<Vitest, object>()
  readonly #untold: TestMessage[] = []
  /** Those of which tests were collected, but none was run yet. */
  readonly #collected = new Set<TestProject>()
  #users = 0
  #isRunning = false
  #isRestarting = false
  #options: RootOptions = {}

  /** Lets the supervisor boot while the runner does. */
  prepare(): void {
    nameRunner()
    if (this.#options.report === true) wishReport()
    // `vitest list` will not need it; an editor that only collects may.
    if (process.argv[2] === 'list') return
    // Whatever is wrong shows when somebody needs it.
    prepareSupervisor().catch(() => undefined)
  }

  /** What the plugin was told; of several, the last. */
  configure(options: RootOptions): void {
    this.#options = { ...this.#options, ...options }
  }

  /** A test has begun or ended; Vitest tells of many at once. */
  tellTest(test: TestMessage): void {
    if (this.#untold.push(test) === 1) setImmediate(() => this.#tellTests())
  }

  /** Tells of the block of a project. */
  announce(project: TestProject, block: Block): void {
    this.#blocks.set(project, block)
  }

  /** Follows what Vitest does in watch mode. Of the projects that have the plugin the first that says so is enough. */
  watch(vitest: Vitest): void {
    const known = this.#configs.get(vitest)
    if (known === vitest.config) return
    this.#configs.set(vitest, vitest.config)
    if (known === undefined) vitest.onServerRestart(() => this.#expectRestart())
    vitest.onTestsRerun(() => this.#refresh())
  }

  /** The configuration is about to be read anew: what is declared as before goes on. */
  #expectRestart(): void {
    this.#isRestarting = true
    this.#blocks.clear()
    this.#projects.clear()
  }

  /**
   * Vitest needs a project for the first time: before its tests are run, or only collected, which starts nothing.
   *
   * @throws as {@link Root.beginRun}
   */
  async setUp(project: TestProject): Promise<void> {
    if (this.#isRunning) {
      await this.#start(project)
    } else {
      this.#collected.add(project)
      project.provide('mirakuru.collects', true)
    }
    // Vitest tears down only what was set up.
    this.#users++
  }

  /**
   * Tests are going to be run.
   *
   * @throws what the first process says that could not be started; everything that was started is gone then
   */
  async beginRun(): Promise<void> {
    this.#isRunning = true
    const collected = [...this.#collected]
    this.#collected.clear()
    for (const project of collected) await this.#start(project)
  }

  /** They were. */
  endRun(): void {
    this.#isRunning = false
  }

  /** Starts the processes of scope `run` of a project's block, and provides what became of them to its tests. */
  async #start(project: TestProject): Promise<void> {
    project.provide('mirakuru.collects', false)
    await this.#retireChanged()
    // What is wrong with it shows when something is asked of it.
    this.#greet().catch(() => undefined)
    for (const each of this.#findProjects(project)) {
      const block = this.#blocks.get(each)
      if (block === undefined) continue
      await this.#startBlock(block)
      this.#projects.add(each)
    }
    await this.#provide()
  }

  /** The instances of a browser have no set-up of their own in Vitest 5: that of the project that declares them is run. */
  #findProjects(project: TestProject): readonly TestProject[] {
    if (this.#blocks.has(project)) return [project]
    if (!project.config.browser.enabled) return []
    return [...this.#blocks.keys()].filter(({ vite }) => vite === project.vite)
  }

  /** In watch mode, before tests are run again: what was made of files that have changed is restarted. */
  async #refresh(): Promise<void> {
    if (!this.#client.isConnected && this.#client.loss === undefined) return
    try {
      await this.#client.restartChanged()
    } catch (error) {
      // The tests that need it tell so; Vitest would end for what is thrown here.
      process.stderr.write(`\n${String(error)}\n`)
    }
    await this.#provide()
    this.#narrator.closeLine()
  }

  /** Those that do not depend on each other start side by side. */
  async #startBlock(block: Block): Promise<void> {
    const names = listOfRun(block)
    const started = await Promise.allSettled(names.map((name) => this.#hold(block, name)))
    const failed = started.find((each) => each.status === 'rejected')
    if (failed !== undefined) {
      this.#forget()
      await this.#client.endRun().catch(() => undefined)
      throw toPlainError(failed.reason)
    }
    this.#narrator.closeLine()
  }

  /** Tells tests what the processes of their blocks are like now. */
  async #provide(): Promise<void> {
    for (const project of this.#projects) {
      const block = this.#blocks.get(project)
      if (block === undefined) continue
      const values: Record<string, ProcessValues> = {}
      for (const name of listOfRun(block))
        values[name] = readValues((await this.#hold(block, name)).process)
      project.provide('mirakuru', values)
    }
  }

  #forget(): void {
    this.#held.clear()
    this.#projects.clear()
  }

  /**
   * Ends the run when nobody uses it any more, and waits until everything is gone.
   *
   * @throws how processes ended, where that was not asked for
   */
  async stop(): Promise<void> {
    if (--this.#users > 0 || this.#isRestarting) return
    this.#forget()
    this.#tellTests()
    try {
      const loss = await this.#client.findLoss()
      if (loss !== undefined) throw loss
      if (this.#client.isConnected) {
        const summary = await this.#client.endRun()
        this.#narrator.summarise(summary, { isSilent: this.#options.silent === true })
        // Even where a test passed in the end because it was tried again.
        if (summary.crashed > 0) process.exitCode = 1
      }
    } catch (error) {
      process.exitCode = 1 // Vitest prints what a teardown throws, but does not always fail for it
      throw toPlainError(error)
    } finally {
      await this.#client.close()
    }
  }

  #tellTests(): void {
    const tests = this.#untold.splice(0)
    if (tests.length === 0) return
    this.#client.tellTests(tests).catch(() => undefined) // no run fails for its report
  }

  async #greet(): Promise<void> {
    await this.#client.connect()
    if (this.#options.logLevel === 'inherit') await this.#client.followOutput()
  }

  #hold(block: Block, name: string): Promise<Held> {
    const identity = describeIdentity(block, name)
    const known = this.#held.get(identity)
    if (known !== undefined) return known
    const { processes, folder } = block
    const units = { test: '', file: '' }
    const process = new HeldProcess(this.#client, { processes, name, folder, units })
    const started = process.start().then(() => ({ process, identity }))
    started.catch(() => this.#held.delete(identity))
    this.#held.set(identity, started)
    return started
  }

  /** After the configuration was read anew: what is not declared any more, or otherwise, is stopped. */
  async #retireChanged(): Promise<void> {
    if (!this.#isRestarting) return
    this.#isRestarting = false
    const wanted = new Set(
      [...this.#blocks.values()].flatMap((block) =>
        Object.keys(block.processes).map((name) => describeIdentity(block, name)),
      ),
    )
    const gone = [...this.#held].filter(([identity]) => !wanted.has(identity))
    for (const [identity] of gone) this.#held.delete(identity)
    await Promise.allSettled(gone.map(async ([, held]) => (await held).process.retire()))
  }
}

const key = Symbol.for('mirakuru.root')
const global = globalThis as { [key]?: Root }

/** The root of this process; every copy of this module shares it. */
export function findRoot(): Root {
  return (global[key] ??= new Root())
}

function describeIdentity({ folder, processes }: Block, name: string): string {
  const needed = new Set<string>()
  const visit = (each: string): void => {
    const declaration = processes[each]
    if (declaration === undefined || needed.has(each)) return
    needed.add(each)
    listReferences(declaration).forEach(visit)
  }
  visit(name)
  return JSON.stringify([folder, [...needed].map((each) => [each, processes[each]])])
}

function listOfRun({ processes }: Block): string[] {
  return Object.keys(processes).filter((name) => processes[name]?.scope === 'run')
}

function readValues(process: HeldProcess): ProcessValues {
  const { name, pid, host, port, ports, url, socketPath, tmp, captures } = process
  return { name, pid, host, port, ports, url, socketPath, tmp, captures }
}

/** Of what is thrown outside of tests Vitest prints every property and every call; the message says it all. */
function toPlainError(thrown: unknown): unknown {
  if (!(thrown instanceof ExecutorError)) return thrown
  const { name, message } = thrown
  return Object.assign(new Error(message), { name, stack: `${name}: ${message}` })
}
