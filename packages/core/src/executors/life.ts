import { constants } from 'node:os'
import { inspect } from 'node:util'
import {
  ExecutorError,
  ProcessFinishedWithError,
  type TimeoutExpiredError,
} from '../errors/index.js'
import { linkSignals } from '../internal/abort.js'
import { terminateTree, type Exit, type LiveProcess } from '../process/index.js'
import type { Allocated, KeptAllocation } from './allocation.js'
import { finishedWithError, startCancelled, stopFailed } from './failures.js'
import { followEnd } from './follow-end.js'
import type { ResolvedOptions } from './resolve.js'
import { StartProgress } from './start-progress.js'
import { startProcess, type Startable } from './start.js'
import type { Running, State } from './state.js'
import { lookAround, type Surroundings } from './surroundings.js'
import { wasAskedFor } from './verdict.js'
import type { WaitContext } from './wait.js'

/** How a stop is carried out, where that differs from the executor's options. */
export interface StopOptions {
  readonly signal?: NodeJS.Signals | undefined
  readonly expectedExitCode?: number | undefined
}

/** How a process is taken down. */
interface Takedown {
  /** `undefined` kills at once, and then no exit is an error. */
  readonly stopSignal: NodeJS.Signals | undefined
  readonly killSignal: NodeJS.Signals
  readonly expectedExitCode: number | undefined
  /** Whether ports and folder are kept for the start that follows. */
  readonly keepsAllocation: boolean
}

/** How long output may still arrive after an exit. */
const lastWordsGrace = 100

/** The one lifecycle of all executors: its state, and every transition. */
export class Life {
  readonly #executor: Startable
  #surroundings: Surroundings | undefined
  #progress: StartProgress | undefined
  #state: State = { is: 'idle' }
  #process: LiveProcess | undefined
  #allocation: Allocated | undefined
  #lastPorts: KeptAllocation | undefined
  #resolved: ResolvedOptions | undefined
  readonly #retired = new AbortController()

  constructor(executor: Startable) {
    this.#executor = {
      ...executor,
      onResolved: (resolved) => {
        this.#resolved = resolved
        executor.onResolved(resolved)
      },
      onLaunched: (process) => {
        this.#process = process
        executor.onLaunched(process)
        this.#surroundings?.onChange()
        if (this.#surroundings === undefined) return
        void followEnd(process, this.#surroundings.onChange, this.#retired.signal)
      },
    }
  }

  /** The process of the latest start. */
  get process(): LiveProcess | undefined {
    return this.#process
  }

  /** From here on it is started as if it had been declared there. */
  placeIn(surroundings: Surroundings): void {
    this.#surroundings = surroundings
  }

  /** From here on every start rejects, also the one that ends {@link whileStopped}. */
  retire(): void {
    this.#retired.abort()
  }

  /** What the latest start was made with. */
  get resolved(): ResolvedOptions | undefined {
    return this.#resolved
  }

  /** What a start under way waits for. */
  get step(): StartProgress['step'] {
    return this.#progress?.step
  }

  /** Why a start under way is not over yet, for somebody who cannot wait longer than `limit` milliseconds. */
  explainDelay(limit: number): TimeoutExpiredError | undefined {
    return this.#progress?.explain(limit)
  }

  /** The output of all its processes. */
  get log(): Startable['log'] {
    return this.#executor.log
  }

  /** Whether it ended although nobody had asked for that. */
  get hasCrashed(): boolean {
    if (this.#state.is !== 'ready') return false
    const { process } = this.#state
    return !process.isAlive() && !process.wasEndedElsewhere
  }

  /** Started or starting already: the same promise. While stopping: starts afterwards. */
  start<T>(self: T, signal: AbortSignal | undefined): Promise<T> {
    if (this.#retired.signal.aborted)
      return Promise.reject(startCancelled(this.#executor.options.name))
    const state = this.#state
    if (state.is === 'starting') return state.promise as Promise<T>
    if (state.is === 'ready' && state.process.isAlive()) return state.promise as Promise<T>
    const abort = new AbortController()
    const unlink = linkSignals(signal, abort)
    const promise: Promise<T> = this.#bringUp(state, abort.signal, () => promise)
      .then(() => self)
      .finally(unlink)
    this.#state = { is: 'starting', promise, abort }
    return promise
  }

  /** @throws {@link ProcessFinishedWithError} after everything is gone */
  async stop(options: StopOptions): Promise<void> {
    await this.#end(this.#planStop(options))
  }

  async kill(options: {
    readonly signal?: NodeJS.Signals | undefined
    readonly wait?: boolean | undefined
  }): Promise<void> {
    const killSignal = this.#checkSignal(options.signal) ?? this.#executor.options.killSignal
    if (this.#state.is === 'stopping') {
      this.#state.process.expectForce()
      this.#state.process.signal(killSignal)
    }
    const plan = this.#planStop({})
    const ended = this.#end({ ...plan, stopSignal: undefined, killSignal })
    // It may have joined a stop: whose verdict that is, it is not an error of the kill.
    const killed = ended.catch((error: unknown) => {
      if (!(error instanceof ProcessFinishedWithError)) throw error
    })
    if (options.wait === false) killed.catch(() => undefined)
    else await killed
  }

  /** Stops, runs the function, and starts again whatever the function did. */
  async whileStopped<S, T>(self: S, fn: () => T | PromiseLike<T>): Promise<T> {
    try {
      await this.#end({ ...this.#planStop({}), keepsAllocation: true })
    } catch (error) {
      if (!(error instanceof ProcessFinishedWithError)) throw error
    }
    try {
      return await fn()
    } finally {
      await this.start(self, undefined)
    }
  }

  /** @throws {@link ExecutorError} that says what cannot be done */
  requireRunning(action: string): LiveProcess {
    const state = this.#state
    if (state.is === 'ready' && state.process.isAlive()) return state.process
    throw new ExecutorError(`Cannot ${action} "${this.#executor.options.name}": it is not running`)
  }

  /** What somebody who waits for something of this process needs. */
  describeWait(timeout: number, signal?: AbortSignal): WaitContext {
    const { name, args } = this.#executor.options
    const { command, cwd, outputFile } = this.#resolved ?? {
      command: args.join(' '),
      cwd: process.cwd(),
      outputFile: undefined,
    }
    return {
      whenGone: (over) => this.#whenGone(over),
      log: this.#executor.log,
      timeout,
      signal,
      describe: () => ({ name, command, cwd, outputFile, log: this.#executor.log.text('both') }),
    }
  }

  async #bringUp(
    before: State,
    signal: AbortSignal,
    promise: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await this.#clearAway(before)
      signal.throwIfAborted()
      this.#allocation?.releasePorts()
      const kept = this.#allocation ?? this.#lastPorts
      this.#progress = new StartProgress()
      const surroundings = this.#surroundings ?? lookAround()
      const { bringUp = startProcess } = surroundings
      const running = await bringUp(this.#executor, {
        signal,
        previous: kept,
        progress: this.#progress,
        surroundings,
      })
      this.#allocation = running.allocation
      this.#state = { is: 'ready', promise: promise(), ...running }
    } catch (error) {
      await this.#forget({ keepsAllocation: false })
      this.#state = { is: 'failed' }
      throw error
    } finally {
      this.#progress = undefined
    }
  }

  /** What an earlier life left: a stop under way, or the rest of a tree whose leader crashed. */
  async #clearAway(state: State): Promise<void> {
    if (state.is === 'stopping') await state.promise.catch(() => undefined)
    if (state.is !== 'ready') return
    await this.#takeDown(state, {
      ...this.#planStop({}),
      stopSignal: undefined,
      keepsAllocation: true,
    })
  }

  async #end(takedown: Takedown): Promise<void> {
    const state = this.#state
    switch (state.is) {
      case 'starting':
        state.abort.abort(startCancelled(this.#executor.options.name))
        await state.promise.catch(() => undefined)
        return this.#end(takedown) // it may have become ready in that very moment
      case 'stopping':
        return state.promise as Promise<void>
      case 'ready': {
        const promise = this.#takeDown(state, takedown).finally(() => {
          if (this.#state.is === 'stopping') this.#state = { is: 'stopped' }
          // When its leader had ended there were others: only now is nothing left of it.
          this.#surroundings?.onChange()
        })
        this.#state = { ...state, is: 'stopping', promise }
        return promise
      }
      default:
        return this.#forget(takedown)
    }
  }

  async #takeDown({ process, isLent = false }: Running, takedown: Takedown): Promise<void> {
    if (this.#retired.signal.aborted && isLent) return
    const { stopTimeout } = this.#executor.options
    const survivors = await terminateTree(process, { ...takedown, stopTimeout })
    await this.#forget(takedown)
    if (survivors.length > 0) throw stopFailed(this.#executor.options.name, survivors)
    const exit = await process.exited
    if (takedown.stopSignal === undefined || wasAskedFor(exit, takedown)) return
    throw finishedWithError(this.describeWait(0).describe(), exit)
  }

  async #forget({ keepsAllocation }: Pick<Takedown, 'keepsAllocation'>): Promise<void> {
    if (keepsAllocation) return
    const { port, ports } = this.#allocation ?? {}
    this.#allocation?.releasePorts()
    await this.#allocation?.removeTmp(this.#surroundings?.onLeft)
    this.#allocation = undefined
    // Whoever still has the address will find the next process there, if nobody else took it meanwhile.
    if (port !== undefined || ports !== undefined) this.#lastPorts = { port, ports: ports ?? {} }
  }

  /** A start under way is given its chance: until it has ended there is no process yet, or that of an earlier one. */
  async #whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    if (this.#state.is === 'starting') await this.#state.promise.catch(() => undefined)
    const process = this.#process
    const exit = await process?.whenGone(signal)
    if (!signal.aborted) await process?.drainOutput(lastWordsGrace)
    return exit
  }

  #planStop({ signal, expectedExitCode }: StopOptions): Takedown & { stopSignal: NodeJS.Signals } {
    const { options } = this.#executor
    return {
      stopSignal: this.#checkSignal(signal) ?? options.stopSignal,
      killSignal: options.killSignal,
      expectedExitCode: expectedExitCode ?? options.expectedExitCode,
      keepsAllocation: false,
    }
  }

  #checkSignal(signal: NodeJS.Signals | undefined): NodeJS.Signals | undefined {
    if (signal === undefined || signal in constants.signals) return signal
    const { name } = this.#executor.options
    throw new ExecutorError(`Cannot signal "${name}": ${inspect(signal)} is no name of a signal`)
  }
}
