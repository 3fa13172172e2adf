import {
  type Command,
  type ExecutorKind,
  type ExpectedExit,
  parseOptions,
  type SimpleExecutorOptions,
} from '../declaration/index.js'
import type { LiveProcess } from '../process/index.js'
import { ExecutorView } from './executor-view.js'
import { type Found, Life, makeExitStep, type ReadinessStep } from '../lifecycle/index.js'
import { listCommonSteps } from './common-steps.js'

let readLife: (executor: SimpleExecutor) => Life

/** The life of an executor, for those who hold executors on behalf of others. */
export function lifeOf(executor: SimpleExecutor): Life {
  return readLife(executor)
}

/**
 * Starts a process and stops it with everything it started. Spawned is started, or with `oneShot` exited with code 0;
 * its subclasses wait for a clear sign that it serves.
 *
 * @example
 * ```ts
 * await using worker = await new SimpleExecutor('node worker.js').start()
 * ```
 */
export class SimpleExecutor extends ExecutorView implements AsyncDisposable {
  /** Which options the constructor accepts; subclasses of a user's own inherit it. */
  static readonly kind: ExecutorKind = 'simple'

  protected override readonly life: Life

  static {
    readLife = (executor) => executor.life
  }

  /**
   * @param command - split by the rules of the POSIX shell, no shell involved; or the program and its arguments
   * @throws {@link DeclarationError} that lists everything that is wrong with command and options
   */
  constructor(command: Command, options?: SimpleExecutorOptions) {
    super(parseOptions(new.target.kind, command, options))
    this.life = new Life({
      options: this.options,
      log: this.logs,
      onResolved: (resolved) => this.onResolved(resolved),
      assertAlone: (signal) => this.assertAlone(signal),
      onLaunched: (process) => this.onLaunched(process),
      onFound: (found) => this.onFound(found),
      listSteps: () => this.listSteps(),
      hasUnaccepted: () => this.hasUnaccepted(),
      assertOurs: (process, output) => this.assertOurs(process, output),
    })
  }

  /**
   * Checks that nobody else is there, starts the process and waits until it is ready. Started or starting already: the
   * same promise. A start that fails or is aborted leaves nothing behind.
   *
   * @param options - `signal` cancels the start
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
   * Stop signal to the process group, and after `stopTimeout` the kill signal; then ends every process that still
   * carries this executor's mark. Resolves at once when nothing runs.
   *
   * @param options - `signal` instead of `stopSignal`, `expectedExitCode` instead of the option of that name
   * @throws {@link ProcessFinishedWithError} after everything is gone, when the process had crashed, or ended in a way that is not expected
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
   * Kill signal to everything that carries this executor's mark, now.
   *
   * @param options - `signal` instead of `killSignal`; `wait: false` does not wait until they are gone
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
   * Stops and starts, on the same port and in the same folder. How the old process ended is no error here. A
   * {@link stop} or {@link kill} meanwhile goes before it: nothing is started then.
   *
   * @throws what {@link start} throws, also when it was stopped while it was starting
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
   * Runs a function while the process is stopped, and starts it again whatever the function returned or threw. A
   * {@link stop} or {@link kill} meanwhile goes before that, also one in the function: nothing is started then.
   *
   * @returns what the function returned
   * @throws what the function threw, or what {@link start} throws, also when it was stopped while it was starting; an
   *   `AggregateError` of both when both threw
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
   * Freezes the process group (SIGSTOP).
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
   * Lets the process group go on after {@link pause} (SIGCONT).
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

  /** Stops the process; what `await using` calls. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Rejects when somebody else already serves what this executor would wait for. */
  protected async assertAlone(_signal: AbortSignal): Promise<void> {}

  /** Called with the new process before it has printed anything. */
  protected onLaunched(_process: LiveProcess): void {}

  /** Called with what somebody else has found out, who started the process and waited for it. */
  protected onFound(_found: Found): void {}

  /** What must be true, one after the other, before the process counts as ready. */
  protected listSteps(): readonly ReadinessStep[] {
    const { life, options } = this
    const own = options.oneShot ? [makeExitStep(() => life.process)] : []
    return [...own, ...listCommonSteps(this.resolved)]
  }

  /** Whether it has begun to listen, but has not taken a connection that was made to it: it does not serve yet. */
  protected hasUnaccepted(): boolean {
    return false
  }

  /** Throws when what answered was not this process. */
  protected assertOurs(_process: LiveProcess, _output: string): void {}
}
