import { ExecutorError, joinFaults } from '../errors/index.js'
import { linkSignals } from '../internal/abort.js'
import { settle, valueOf } from '../internal/outcome.js'
import type { Exit } from '../process/index.js'
import type { Allocated, KeptAllocation } from './allocation.js'
import { describeSubject } from './describe-subject.js'
import { endProcess } from './end-process.js'
import { isDone } from './exit-step.js'
import { startCancelled, type Subject } from './failures.js'
import { followEnd } from './follow-end.js'
import type { Instance } from './instance.js'
import type { ResolvedOptions } from './resolve.js'
import { StartProgress } from './start-progress.js'
import { lastWordsGrace, startProcess, type Startable } from './start.js'
import type { Running, Starting, State, Stopping } from './state.js'
import { currentContext, type StartContext } from './start-context.js'
import {
  planKill,
  planStop,
  type KillOptions,
  type StopOptions,
  type Takedown,
} from './takedown.js'
import { dropVerdict } from './verdict.js'
import type { WaitContext } from './wait.js'

/** The one lifecycle of all executors: its state, and every transition. */
export class Life {
  readonly #executor: Startable
  #context: StartContext | undefined
  #startProcess = startProcess
  #progress: StartProgress | undefined
  #state: State = { is: 'idle' }
  #process: Instance | undefined
  /** The process that is being ended, whatever was requested since. */
  #ending: Instance | undefined
  #allocation: Allocated | undefined
  #lastPorts: KeptAllocation | undefined
  #resolved: ResolvedOptions | undefined
  /** How often a stop or a kill was requested. */
  #stops = 0
  readonly #retired = new AbortController()

  constructor(executor: Startable) {
    this.#executor = executor
  }

  /** The process of the latest start. */
  get process(): Instance | undefined {
    return this.#process
  }

  /** From now on it is started in this context, and by this function. */
  placeIn(context: StartContext, start: typeof startProcess = startProcess): void {
    this.#context = context
    this.#startProcess = start
  }

  /** From now on every start rejects, also the one that ends {@link whileStopped}. */
  retire(): void {
    this.#retired.abort()
  }

  /** The options of the latest start. */
  get resolved(): ResolvedOptions | undefined {
    return this.#resolved
  }

  /** The progress of a start under way. */
  get progress(): StartProgress | undefined {
    return this.#progress
  }

  /** Whether a stop is under way. */
  get isStopping(): boolean {
    return this.#state.is === 'stopping'
  }

  /** The output of all its processes. */
  get log(): Startable['log'] {
    return this.#executor.log
  }

  /** Whether it ended unexpectedly. */
  get hasCrashed(): boolean {
    if (this.#state.is !== 'ready') return false
    const { process } = this.#state
    return !process.isAlive() && !process.wasEndedElsewhere && !this.isDone
  }

  /** Whether it has exited because its work is done, and was not stopped since. */
  get isDone(): boolean {
    return this.#state.is === 'ready' && isDone(this.#executor.options, this.#state.process)
  }

  /**
   * Returns the same promise if it is started or starting. During a stop, or while a start is cancelled: starts
   * afterwards.
   */
  start<T>(self: T, signal: AbortSignal | undefined): Promise<T> {
    if (this.#retired.signal.aborted)
      return Promise.reject(startCancelled(this.#executor.options.name))
    const state = this.#state
    if (state.is === 'starting' && !state.abort.signal.aborted) return state.promise as Promise<T>
    if (state.is === 'ready' && (state.process.isAlive() || this.isDone))
      return state.promise as Promise<T>
    if (state.is === 'starting') void this.#giveUp(state, planStop(this.#executor.options))
    const abort = new AbortController()
    const unlink = linkSignals(signal, abort)
    const running = this.#bringUp(this.#state, abort.signal).finally(unlink)
    const promise: Promise<T> = running.then(
      (parts) => {
        this.#endStart(abort, { is: 'ready', promise, ...parts })
        return self
      },
      (error: unknown) => {
        this.#endStart(abort, { is: 'failed' })
        throw error
      },
    )
    this.#state = { is: 'starting', promise, running, abort }
    return promise
  }

  /** @throws {@link ProcessFinishedWithError} after everything has ended */
  async stop(options: StopOptions): Promise<void> {
    const plan = planStop(this.#executor.options, options)
    this.#stops++
    await this.#end(plan)
  }

  async kill(options: KillOptions): Promise<void> {
    const plan = planKill(this.#executor.options, options)
    this.#stops++
    this.#ending?.expectForce()
    this.#ending?.signal(plan.killSignal)
    // It may have joined a stop: an unexpected exit is an error of that stop, not of the kill.
    const killed = this.#end(plan).catch(dropVerdict)
    if (options.wait === false) killed.catch(() => undefined)
    else await killed
  }

  /** Stops, runs the function, and starts again even if the function throws, unless a stop is requested while it runs. */
  async whileStopped<S, T>(self: S, fn: () => T | PromiseLike<T>): Promise<T> {
    const stops = this.#stops
    const plan = { ...planStop(this.#executor.options), keepsAllocation: true }
    await this.#end(plan).catch(dropVerdict)
    const outcome = await settle(fn)
    try {
      if (this.#stops !== stops) throw startCancelled(this.#executor.options.name)
      await this.start(self, undefined)
    } catch (error) {
      throw joinFaults(outcome, error)
    }
    return valueOf(outcome)
  }

  /** @throws {@link ExecutorError} that names the action if it is not running */
  requireRunning(action: string): Instance {
    const state = this.#state
    if (state.is === 'ready' && state.process.isAlive()) return state.process
    throw new ExecutorError(`Cannot ${action} "${this.#executor.options.name}": it is not running`)
  }

  /** Runs one of its further commands, or asks its agent; it must have been started. */
  get carryOut(): Startable['carryOut'] {
    return this.#executor.carryOut
  }

  /** The context of a wait for something of this process. */
  describeWait(timeout: number, signal?: AbortSignal): WaitContext {
    const { options, log } = this.#executor
    const describe = (): Subject => describeSubject(options, this.#resolved, log)
    return { whenGone: (over) => this.#whenGone(over), log, timeout, signal, describe }
  }

  async #bringUp(before: State, signal: AbortSignal): Promise<Running> {
    try {
      await this.#clearAway(before)
      signal.throwIfAborted()
      this.#allocation?.releasePorts()
      this.#progress = new StartProgress()
      const running = await this.#startProcess(this.#executor, {
        signal,
        previous: this.#allocation ?? this.#lastPorts,
        progress: this.#progress,
        context: this.#context ?? currentContext(),
        onResolved: (resolved) => void (this.#resolved = resolved),
        onLaunched: (process) => this.#begin(process),
      })
      this.#allocation = running.allocation
      return running
    } catch (error) {
      await this.#forget({ keepsAllocation: false })
      throw error
    } finally {
      this.#progress = undefined
    }
  }

  #begin(process: Instance): void {
    this.#process = process
    if (this.#context === undefined) return
    const { onChange } = this.#context
    onChange()
    followEnd(process, onChange, this.#retired.signal).catch(onChange)
  }

  /** Waits for the end of an earlier start: a stop under way, or the rest of a tree whose leader crashed. */
  async #clearAway(state: State): Promise<void> {
    if (state.is === 'stopping') await state.promise.catch(() => undefined)
    if (state.is !== 'ready') return
    await this.#takeDown(state, {
      ...planStop(this.#executor.options),
      stopSignal: undefined,
      keepsAllocation: true,
    })
  }

  /** A cancelled start has entered another state already. */
  #endStart(abort: AbortController, next: State): void {
    if (this.#state.is === 'starting' && this.#state.abort === abort) this.#state = next
  }

  async #end(takedown: Takedown): Promise<void> {
    const state = this.#state
    switch (state.is) {
      case 'starting':
        return this.#giveUp(state, takedown)
      case 'stopping':
        return this.#join(state, takedown)
      case 'ready':
        return this.#enterStopping(this.#takeDown(state, takedown))
      default:
        return this.#forget(takedown)
    }
  }

  #giveUp({ abort, running }: Starting, takedown: Takedown): Promise<void> {
    abort.abort(startCancelled(this.#executor.options.name))
    const ended = running.then(
      (parts) => this.#takeDown(parts, takedown), // it became ready at that moment
      () => this.#forget(takedown),
    )
    return this.#enterStopping(ended)
  }

  /** That stop may keep the allocation for a start that is no longer wanted. */
  async #join({ promise }: Stopping, takedown: Takedown): Promise<void> {
    try {
      await promise
    } finally {
      if (this.#state.is === 'stopped') await this.#forget(takedown)
    }
  }

  #enterStopping(ended: Promise<void>): Promise<void> {
    const promise = ended.finally(() => {
      if (this.#state.is === 'stopping' && this.#state.promise === promise)
        this.#state = { is: 'stopped' }
      // Others may have outlived its leader: only now has everything ended.
      this.#context?.onChange()
    })
    this.#state = { is: 'stopping', promise }
    return promise
  }

  async #takeDown(running: Running, takedown: Takedown): Promise<void> {
    const { process, isLent = false } = running
    if (this.#retired.signal.aborted && isLent) return
    this.#ending = process
    const fault = await endProcess(running, takedown, {
      options: this.#executor.options,
      describe: this.describeWait(0).describe,
      onForced: this.#context?.onForced,
    }).finally(() => (this.#ending = undefined))
    await this.#forget(takedown)
    if (fault !== undefined) throw fault
  }

  async #forget({ keepsAllocation }: Pick<Takedown, 'keepsAllocation'>): Promise<void> {
    if (keepsAllocation) return
    const allocation = this.#allocation
    if (allocation === undefined) return
    this.#allocation = undefined // at once: a start during the removal gets its own
    allocation.releasePorts()
    // A client that still has the address reaches the next process there, if the port stays free.
    this.#lastPorts = { port: allocation.port, ports: allocation.ports }
    await allocation.removeTmp(this.#context?.onLeft)
  }

  /** Waits for a start under way first: until it has ended there is no process yet, or an earlier one. */
  async #whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    if (this.#state.is === 'starting') await this.#state.promise.catch(() => undefined)
    const process = this.#process
    const exit = await process?.whenGone(signal)
    if (!signal.aborted) await process?.drainOutput(lastWordsGrace)
    return exit
  }
}
