import {
  type Command,
  type ExecutorKind,
  type ExpectedExit,
  parseOptions,
  type SimpleExecutorOptions,
} from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { launch, LiveProcess } from '../process/index.js'
import { ExecutorView } from './executor-view.js'
import {
  type CarryOutOptions,
  type Deed,
  type Found,
  killAtOnce,
  type Launched,
  type LaunchOrder,
  type LentProcess,
  Life,
  makeExitStep,
  type ReadinessStep,
} from '../lifecycle/index.js'

import { runErrand } from './run-errand.js'
import { listCommonSteps } from './common-steps.js'

let readLife: (executor: SimpleExecutor) => Life

/** The life of an executor, for code that holds executors on behalf of clients. */
export function lifeOf(executor: SimpleExecutor): Life {
  return readLife(executor)
}

/**
 * Starts a process and stops it with everything it started. It is started when it was spawned, or with `oneShot` when
 * it exited with code 0; the subclasses wait until it serves.
 *
 * @example
 * ```ts
 * await using worker = await new SimpleExecutor('node worker.js').start()
 * ```
 */
export class SimpleExecutor extends ExecutorView implements AsyncDisposable {
  /** Which options the constructor accepts; your own subclasses inherit it. */
  static readonly kind: ExecutorKind = 'simple'

  protected override readonly life: Life

  static {
    readLife = (executor) => executor.life
  }

  /**
   * @param command - a string, split by the rules of the POSIX shell without one; or the program and its arguments
   * @throws {@link DeclarationError} that lists every problem of command and options
   */
  constructor(command: Command, options?: SimpleExecutorOptions) {
    super(parseOptions(new.target.kind, command, options))
    this.life = new Life({
      options: this.options,
      log: this.logs,
      assertAlone: (signal) => this.assertAlone(signal),
      launch: (order) => this.launch(order),
      adopt: (lent) => this.adopt(lent),
      carryOut: (option, args, how) => this.carryOut(option, args, how),
    })
  }

  /**
   * Checks that no other process serves already, starts the process and waits until it is ready. While it is starting
   * or started, it returns the same promise. A start that fails or is aborted leaves nothing running.
   *
   * @param options - `signal` aborts the start
   * @throws {@link AlreadyRunningError} {@link SpawnError} {@link ProcessExitedWithError} {@link TimeoutExpiredError}
   * @example
   * ```ts
   * await executor.start({ signal: AbortSignal.timeout(5_000) })
   * ```
   */
  start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<this> {
    return this.life.start(this, options.signal)
  }

  /**
   * Sends the stop signal to the process group, and after `stopTimeout` the kill signal; then kills every process that
   * still carries this executor's mark. Resolves at once when nothing runs.
   *
   * @param options - `signal` replaces `stopSignal`; `expectedExitCode` replaces the option of that name
   * @throws {@link ProcessFinishedWithError} after every process has ended, if it crashed or its exit is not expected
   * @example
   * ```ts
   * await executor.stop({ signal: 'SIGINT' })
   * ```
   */
  async stop(
    options: {
      readonly signal?: NodeJS.Signals | undefined
      readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[] | undefined
    } = {},
  ): Promise<this> {
    await this.life.stop(options)
    return this
  }

  /**
   * Sends the kill signal at once to every process that carries this executor's mark.
   *
   * @param options - `signal` replaces `killSignal`; `wait: false` resolves before they have ended
   * @example
   * ```ts
   * await executor.kill()
   * ```
   */
  async kill(
    options: {
      readonly signal?: NodeJS.Signals | undefined
      readonly wait?: boolean | undefined
    } = {},
  ): Promise<this> {
    await this.life.kill(options)
    return this
  }

  /**
   * Stops and starts it, with the same port and folder. How the old process ended is not an error. A {@link stop} or
   * {@link kill} that is called before it is started again cancels the start.
   *
   * @throws the errors of {@link start}, also if the start was cancelled by a stop
   * @example
   * ```ts
   * await executor.restart()
   * ```
   */
  async restart(): Promise<this> {
    await this.stopped(() => undefined)
    return this
  }

  /**
   * Runs a function while the process is stopped, and starts it again even if the function throws. A {@link stop} or
   * {@link kill} that is called before it is started again, also in the function, cancels the start.
   *
   * @returns the value that the function returned or resolved with
   * @throws the error of the function, or those of {@link start}, also if the start was cancelled by a stop; an
   *   `AggregateError` of both if both failed
   * @example
   * ```ts
   * await database.stopped(async () => {
   *   expect((await fetch(api.url)).status).toBe(503)
   * })
   * ```
   */
  stopped<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    return this.life.whileStopped(this, fn)
  }

  /**
   * Suspends the process group (SIGSTOP).
   *
   * @throws {@link ExecutorError} if it is not running
   *
   * @example
   * ```ts
   * await executor.pause()
   * ```
   */
  async pause(): Promise<this> {
    this.life.requireRunning('pause').signal('SIGSTOP')
    return this
  }

  /**
   * Continues the process group after {@link pause} (SIGCONT).
   *
   * @throws {@link ExecutorError} if it is not running
   *
   * @example
   * ```ts
   * await executor.resume()
   * ```
   */
  async resume(): Promise<this> {
    this.life.requireRunning('resume').signal('SIGCONT')
    return this
  }

  /** Stops the process at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /**
   * The executor of what its address leads to: for a part of a server, the server.
   *
   * @internal
   */
  get origin(): SimpleExecutor {
    return this
  }

  /** Rejects when another process already serves what this executor would wait for. */
  protected async assertAlone(_signal: AbortSignal): Promise<void> {}

  /** Brings to life what this executor stands for. */
  protected async launch({ resolved }: LaunchOrder): Promise<Launched> {
    const process = await launch(resolved, this.logs)
    try {
      return this.#describe(process)
    } catch (error) {
      await process.end(killAtOnce)
      throw error
    }
  }

  /** Takes what another process has started. */
  protected adopt({ leader, mark, child, found }: LentProcess): Launched {
    if (leader === undefined)
      throw new ExecutorError(`Cannot take "${this.name}": it has no process of its own`)
    const process = new LiveProcess({
      child,
      leader,
      mark,
      log: this.logs,
      leaves: [],
      watchOver: () => () => undefined,
    })
    const launched = this.#describe(process)
    this.onFound(found)
    return launched
  }

  /** Runs one of its further commands. */
  protected carryOut(option: string, args: readonly string[], how: CarryOutOptions): Promise<Deed> {
    return runErrand({ option, args, ...how })
  }

  #describe(process: LiveProcess): Launched {
    this.onLaunched(process)
    return {
      process,
      steps: this.listSteps(process),
      hasUnaccepted: () => this.hasUnaccepted(),
      onReady: (output) => this.assertOurs(process, output),
    }
  }

  /** Called with the new process before it has printed anything. */
  protected onLaunched(_process: LiveProcess): void {}

  /** Called with what another supervisor found, which started the process and waited for it. */
  protected onFound(_found: Found): void {}

  /** The steps that must succeed, one after the other, before the process is ready. */
  protected listSteps(process: LiveProcess): readonly ReadinessStep[] {
    const own = this.options.oneShot ? [makeExitStep(process)] : []
    return [...own, ...listCommonSteps(this.resolved)]
  }

  /** Whether it listens, but has not accepted a connection yet that was made to it: it does not serve yet. */
  protected hasUnaccepted(): boolean {
    return false
  }

  /** Throws when another process answered. */
  protected assertOurs(_process: LiveProcess, _output: string): void {}
}
