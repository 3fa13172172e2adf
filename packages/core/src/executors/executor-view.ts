import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { joinCommandLine, type ParsedOptions, type Pattern } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { redactCommand } from '../internal/redact.js'
import { type Exit, ProcessLog } from '../process/index.js'
import {
  type Life,
  type ResolvedOptions,
  waitForCondition,
  waitForOutput,
} from '../lifecycle/index.js'

/** Everything that can be read and waited for of an executor; {@link SimpleExecutor} adds what can be done with it. */
export abstract class ExecutorView {
  /** How messages call it. */
  readonly name: string
  protected readonly options: ParsedOptions
  protected readonly logs: ProcessLog
  protected abstract readonly life: Life
  #resolved: ResolvedOptions | undefined

  constructor(options: ParsedOptions) {
    this.options = options
    this.name = options.name
    this.logs = new ProcessLog(options.logLimit)
  }

  /** Whether the process, or the daemon it became, lives. */
  running(): boolean {
    return this.life.process?.isAlive() ?? false
  }

  /** Pid of the process, or of the daemon it became; `undefined` when nothing runs. */
  get pid(): number | undefined {
    return this.life.process?.pid
  }

  /** How the process ended; `undefined` while it runs. */
  get exit(): Exit | undefined {
    return this.life.process?.exit
  }

  /** The writable end of its standard input, with `stdin: 'pipe'`. */
  get stdin(): Writable | undefined {
    return this.life.process?.stdin
  }

  /** Where it serves: 127.0.0.1, unless the options say otherwise; `undefined` before the first start if they do not. */
  get host(): string | undefined {
    return this.#resolved?.host ?? this.options.host
  }

  /** The port it was started with; `undefined` when there is none. */
  get port(): number | undefined {
    return this.#resolved?.port ?? this.options.port
  }

  /** The further ports it was started with, by the names that `ports` gives them. */
  get ports(): Readonly<Record<string, number>> {
    return this.#resolved?.furtherPorts ?? {}
  }

  /** The URL it answers; `undefined` for executors that know none. */
  get url(): string | undefined {
    return this.#resolved?.url ?? this.options.url
  }

  /**
   * The unix socket it serves: once it was started an absolute path, for a relative one begins where the process runs;
   * `undefined` for executors that know none.
   */
  get socketPath(): string | undefined {
    const { cwd, socketPath } = this.#resolved ?? {}
    if (cwd === undefined || socketPath === undefined) return this.options.socketPath
    return resolve(cwd, socketPath)
  }

  /** Its private folder; `undefined` when no option names `{tmp}` and nothing is prepared for it. */
  get tmp(): string | undefined {
    return this.#resolved?.tmp
  }

  /** The named groups of the banner that its output matched. */
  get captures(): Readonly<Record<string, string>> {
    return {}
  }

  /** The command line as one text. */
  get command(): string {
    if (this.#resolved !== undefined) return this.#resolved.command
    const text = this.options.shell === false ? joinCommandLine(this.args) : this.args.join(' ')
    return text.replaceAll(/'(\{[\w.-]+\})'/g, '$1') // a placeholder alone needs no quotes for people
  }

  /** The program and its arguments; with `shell` the text that the shell gets. */
  get args(): readonly string[] {
    return this.#resolved?.args ?? this.options.args
  }

  /** The changes to the environment it was started with. */
  get env(): Readonly<Record<string, string | undefined>> {
    return this.#resolved?.env ?? this.options.env
  }

  /** Its standard output, as far as it is kept. */
  output(): string {
    return this.logs.text('stdout')
  }

  /** Its standard error, as far as it is kept. */
  errOutput(): string {
    return this.logs.text('stderr')
  }

  /** Both streams in the order of arrival, as far as they are kept. */
  log(): string {
    return this.logs.text('both')
  }

  /**
   * Waits until the output matches a pattern; earlier output counts.
   *
   * @param pattern - a string is the source of a regular expression; `^` and `$` match at line borders
   * @param options - `timeout` in ms (default `startTimeout`), `stream` to search (default both), `signal` ends the wait
   * @throws {@link TimeoutExpiredError}, or {@link ProcessExitedWithError} when the process ends first
   * @example
   * ```ts
   * const match = await executor.waitForOutput(/migrated to version (?<version>\d+)/)
   * ```
   */
  waitForOutput(
    pattern: Pattern,
    options: {
      readonly timeout?: number | undefined
      readonly stream?: 'stdout' | 'stderr' | 'both' | undefined
      readonly signal?: AbortSignal | undefined
    } = {},
  ): Promise<RegExpExecArray> {
    const { timeout = this.options.startTimeout, stream = 'both', signal } = options
    return waitForOutput(this.life.describeWait(timeout, signal), pattern, stream)
  }

  /**
   * Repeats a check until it returns true.
   *
   * @param check - a check that throws counts as not true yet
   * @param options - `timeout` in ms (default `startTimeout`), `signal` ends the wait
   * @throws {@link TimeoutExpiredError}, or {@link ProcessExitedWithError} when the process ends first
   * @example
   * ```ts
   * await executor.waitFor(async () => (await fetch(`${url}/jobs`)).status === 200, { timeout: 5_000 })
   * ```
   */
  waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options: {
      readonly timeout?: number | undefined
      readonly signal?: AbortSignal | undefined
    } = {},
  ): Promise<void> {
    const { timeout = this.options.startTimeout, signal } = options
    return waitForCondition(this.life.describeWait(timeout, signal), check)
  }

  /** `TcpExecutor: "redis-server --port 6399"` */
  toString(): string {
    return `${this.constructor.name}: "${redactCommand(this.command)}"`
  }

  /** What the process was started with. */
  protected get resolved(): ResolvedOptions {
    if (this.#resolved !== undefined) return this.#resolved
    throw new ExecutorError(
      `"${this.name}" was not started yet: what it is started with is not known`,
    )
  }

  /** Told what the process is about to be started with. */
  protected onResolved(resolved: ResolvedOptions): void {
    this.#resolved = resolved
  }
}
