import { basename } from 'node:path'
import { findRoot, RunProcesses, RunRoot, type Block } from '@mirakuru/core/adapter'
import { nameRunner } from '@mirakuru/core/client'
import { ExecutorError } from '@mirakuru/core/errors'
import type { TestProject, Vitest } from 'vitest/node'

/**
 * The runner's main process as the root of the run: its end is the end of everything. There is one for all projects, and
 * in watch mode it outlives changes of the configuration.
 */
export class VitestRoot extends RunRoot {
  readonly #processes = new RunProcesses(this)
  readonly #blocks = new Map<TestProject, Block>()
  /** Those whose processes were started. */
  readonly #projects = new Set<TestProject>()
  /** What Vitest was watched with: it forgets who wants to know of reruns whenever it reads another one. */
  readonly #configs = new WeakMap<Vitest, object>()
  /** Those that could not be set up. */
  readonly #failed = new Set<TestProject>()
  /** Those of which tests were collected, but none was run yet. */
  readonly #collected = new Set<TestProject>()
  #users = 0
  /** Configurations with a block, by their files. */
  readonly #expected = new Set<string | undefined>()
  #isRunning = false
  #isRestarting = false

  /** `vitest list` needs no supervisor; an editor that only collects may. */
  override prepare(): void {
    if (process.argv[2] === 'list') nameRunner()
    else super.prepare()
  }

  /** A configuration has a block: that of a project, or one that is to be handed down to projects. */
  expectBlock(configFile: string | undefined): void {
    this.#expected.add(configFile)
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
    this.#failed.clear()
  }

  /**
   * Vitest needs a project for the first time: before its tests are run, or only collected, which starts nothing.
   *
   * @throws as {@link VitestRoot.beginRun}
   */
  async setUp(project: TestProject): Promise<void> {
    this.#warnOfLostBlock(project)
    if (this.#isRunning) {
      this.#failed.add(project)
      await this.#start(project)
      this.#failed.delete(project)
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
    for (const project of this.#failed) await this.#startAgain(project)
  }

  /** In watch mode Vitest sets a project up once, also where that has failed. */
  async #startAgain(project: TestProject): Promise<void> {
    try {
      await this.#start(project)
      this.#failed.delete(project)
      this.#users++
      project.vitest.onClose(() => this.stop())
    } catch (error) {
      // It is the reporter's call: Vitest would end for what is thrown.
      project.vitest.state.catchError(error, 'Unhandled Error')
    }
  }

  /** They were. */
  endRun(): void {
    this.#isRunning = false
  }

  /** Vitest sets up a configuration with `projects` like a project, but gives its plugins to none that has its own. */
  #warnOfLostBlock({ vite, vitest }: TestProject): void {
    const { configFile } = vite.config
    const isFiltered = [vitest.config.project].flat().length > 0
    const isMissed = [...this.#blocks.keys()].every(
      (each) => each.vite.config.configFile !== configFile,
    )
    if (isFiltered || !isMissed || !this.#expected.delete(configFile)) return
    const file = basename(configFile ?? 'the Vitest configuration')
    this.narrator.note(
      `the processes and variables of mirakuru() in ${file} reach no test, because its "projects" do not inherit its plugins: ` +
        'add mirakuru() to the configuration of each project, or "extends: true" to those that are declared there',
    )
  }

  /** Starts the processes of scope `run` of a project's block, and provides what became of them to its tests. */
  async #start(project: TestProject): Promise<void> {
    project.provide('mirakuru.collects', false)
    await this.#retireChanged()
    void this.greet()
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
    if (!this.client.isConnected && this.client.loss === undefined) return
    try {
      await this.client.restartChanged()
    } catch (error) {
      // The tests that need it tell so; Vitest would end for what is thrown here.
      process.stderr.write(`\n${String(error)}\n`)
    }
    await this.#provide()
    this.narrator.closeLine()
  }

  async #startBlock(block: Block): Promise<void> {
    try {
      await this.#processes.start(block)
    } catch (error) {
      this.#projects.clear()
      throw toPlainError(error)
    }
  }

  /** Tells tests what the processes of their blocks are like now. */
  async #provide(): Promise<void> {
    for (const project of this.#projects) {
      const block = this.#blocks.get(project)
      if (block !== undefined) project.provide('mirakuru', await this.#processes.readValues(block))
    }
  }

  /** Ends the run when nobody uses it any more, and waits until everything is gone. */
  async stop(): Promise<void> {
    if (--this.#users > 0 || this.#isRestarting) return
    this.#processes.forget()
    this.#projects.clear()
    // Vitest 4 does not fail for what a teardown throws, and prints it with all that it is made of.
    if (await this.finish()) process.exitCode = 1
  }

  /** After the configuration was read anew: what is not declared any more, or otherwise, is stopped. */
  async #retireChanged(): Promise<void> {
    if (!this.#isRestarting) return
    this.#isRestarting = false
    await this.#processes.retireOthers([...this.#blocks.values()])
  }
}

/** The root of this process; every copy of this module shares it. */
export function findVitestRoot(): VitestRoot {
  return findRoot(() => new VitestRoot())
}

/** Of what is thrown outside of tests Vitest prints every property and every call; the message says it all. */
function toPlainError(thrown: unknown): unknown {
  if (!(thrown instanceof ExecutorError)) return thrown
  const { name, message } = thrown
  return Object.assign(new Error(message), { name, stack: `${name}: ${message}` })
}
