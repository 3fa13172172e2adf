import { ExecutorError } from '../errors/index.js'
import { linkSignals } from '../internal/abort.js'
import { joinFaults, settle, valueOf } from '../internal/outcome.js'
import type { Exit, LiveProcess } from '../process/index.js'
import type { Allocated, KeptAllocation } from './allocation.js'
import { describeSubject } from './describe-subject.js'
import { endProcess } from './end-process.js'
import { isDone } from './exit-step.js'
import { startCancelled, type Subject } from './failures.js'
import { followEnd } from './follow-end.js'
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
  #process: LiveProcess | undefined
  /** What is being taken down, whatever was asked for since. */
  #ending: LiveProcess | undefined
  #allocation: Allocated | undefined
  #lastPorts: KeptAllocation | undefined
  #resolved: ResolvedOptions | undefined
  /** How often somebody has asked for the end of it. */
  #stops = 0
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
        this.#context?.onChange()
        if (this.#context === undefined) return
        const { onChange } = this.#context
        followEnd(process, onChange, this.#retired.signal).catch(onChange)
      },
    }
  }

  /** The process of the latest start. */
  get process(): LiveProcess | undefined {
    return this.#process
  }

  /** From here on it is started as if it had been declared there; by whom, where that is not this process. */
  placeIn(context: StartContext, start: typeof startProcess = startProcess): void {
    this.#context = context
    this.#startProcess = start
  }

  /** From here on every start rejects, also the one that ends {@link whileStopped}. */
  retire(): void {
    this.#retired.abort()
  }

  /** What the latest start was made with. */
  get resolved(): ResolvedOptions | undefined {
    return this.#resolved
  }

  /** How far a start under way has come. */
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

  /** Whether it has exited because its work is done, and nobody has stopped it since. */
  get isDone(): boolean {
    return this.#state.is === 'ready' && isDone(this.#executor.options, this.#state.process)
  }

  /** Started or starting already: the same promise. While stopping, or giving a start up: starts afterwards. */
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

  /** @throws {@link ProcessFinishedWithError} after everything is gone */
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
    // It may have joined a stop: whose verdict that is, it is not an error of the kill.
    const killed = this.#end(plan).catch(dropVerdict)
    if (options.wait === false) killed.catch(() => undefined)
    else await killed
  }

  /**
   * Stops, runs the function, and starts again whatever the function did, unless somebody has asked for its end
   * meanwhile.
   */
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

  /** @throws {@link ExecutorError} that says what cannot be done */
  requireRunning(action: string): LiveProcess {
    const state = this.#state
    if (state.is === 'ready' && state.process.isAlive()) return state.process
    throw new ExecutorError(`Cannot ${action} "${this.#executor.options.name}": it is not running`)
  }

  /** What somebody who waits for something of this process needs. */
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
      const context = this.#context ?? currentContext()
      const running = await this.#startProcess(this.#executor, {
        signal,
        previous: this.#allocation ?? this.#lastPorts,
        progress: this.#progress,
        context,
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

  /** What an earlier life left: a stop under way, or the rest of a tree whose leader crashed. */
  async #clearAway(state: State): Promise<void> {
    if (state.is === 'stopping') await state.promise.catch(() => undefined)
    if (state.is !== 'ready') return
    await this.#takeDown(state, {
      ...planStop(this.#executor.options),
      stopSignal: undefined,
      keepsAllocation: true,
    })
  }

  /** Whoever has given the start up has gone on to another state. */
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
      (parts) => this.#takeDown(parts, takedown), // it has become ready in that very moment
      () => this.#forget(takedown),
    )
    return this.#enterStopping(ended)
  }

  /** That stop may keep what it has for a start that is not wanted any more. */
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
      // When its leader had ended there were others: only now is nothing left of it.
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
      executor: this.#executor,
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
    this.#allocation = undefined // at once: a start meanwhile gets one of its own
    allocation.releasePorts()
    const { port, ports } = allocation
    // Whoever still has the address will find the next process there, if nobody else took it meanwhile.
    this.#lastPorts = { port, ports }
    await allocation.removeTmp(this.#context?.onLeft)
  }

  /** A start under way is given its chance: until it has ended there is no process yet, or that of an earlier one. */
  async #whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    if (this.#state.is === 'starting') await this.#state.promise.catch(() => undefined)
    const process = this.#process
    const exit = await process?.whenGone(signal)
    if (!signal.aborted) await process?.drainOutput(lastWordsGrace)
    return exit
  }
}
