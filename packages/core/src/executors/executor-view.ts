import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import {
  fillPlaceholders,
  joinCommandLine,
  type ParsedOptions,
  type Pattern,
} from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { redactCommand } from '../internal/redact.js'
import { type Exit, ProcessLog } from '../process/index.js'
import {
  type Life,
  type ResolvedOptions,
  waitForCondition,
  waitForOutput,
} from '../lifecycle/index.js'

/** The properties and waits of an executor; {@link SimpleExecutor} adds the actions. */
export abstract class ExecutorView {
  /** Its name in messages. */
  readonly name: string
  protected readonly options: ParsedOptions
  protected readonly logs: ProcessLog
  protected abstract readonly life: Life
  constructor(options: ParsedOptions) {
    this.options = options
    this.name = options.name
    this.logs = new ProcessLog(options.logLimit)
  }

  /** Whether the process, or the daemon it became, is alive. */
  running(): boolean {
    return this.life.process?.isAlive() ?? false
  }

  /** Pid of the process, or of the daemon it became; `undefined` while none runs. */
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

  /** The host it serves on: the option, or 127.0.0.1 from the first start on; `undefined` before that. */
  get host(): string | undefined {
    return this.life.resolved?.host ?? this.options.host
  }

  /** The port it was started with; `undefined` if it has none. */
  get port(): number | undefined {
    return this.life.resolved?.port ?? this.options.port
  }

  /** The additional ports it was started with, by their names in `ports`. */
  get ports(): Readonly<Record<string, number>> {
    return this.life.resolved?.furtherPorts ?? {}
  }

  /** The URL it serves; `undefined` for executors without one. */
  get url(): string | undefined {
    const { url } = this.life.resolved ?? this.options
    // A banner may capture the port after everything else was filled in.
    return url && fillPlaceholders(url, (name) => (name === 'port' ? this.#shownPort : undefined))
  }

  /**
   * Path of the unix socket it serves; `undefined` for executors without one. From the first start on it is absolute: a
   * relative path is resolved against the `cwd` of the process.
   */
  get socketPath(): string | undefined {
    const { cwd, socketPath } = this.life.resolved ?? {}
    if (cwd === undefined || socketPath === undefined) return this.options.socketPath
    return resolve(cwd, socketPath)
  }

  /** Its private folder; `undefined` when no option uses `{tmp}` and it has no `prepare`. */
  get tmp(): string | undefined {
    return this.life.resolved?.tmp
  }

  /** The name of a resource on its server; `undefined` for processes, and before the first start. */
  get id(): string | undefined {
    return this.life.resolved?.id
  }

  /** The named groups of the match of its banner. */
  get captures(): Readonly<Record<string, string>> {
    return {}
  }

  /** The command line as one string. */
  get command(): string {
    if (this.life.resolved !== undefined) return this.life.resolved.command
    const text = this.options.shell === false ? joinCommandLine(this.args) : this.args.join(' ')
    return text.replaceAll(/'(\{[\w.-]+\})'/g, '$1') // a placeholder alone is shown without quotes
  }

  /** The program and its arguments; with `shell`, the command that is passed to the shell. */
  get args(): readonly string[] {
    return this.life.resolved?.args ?? this.options.args
  }

  /** The environment variables that `env` sets or, as `undefined`, removes. */
  get env(): Readonly<Record<string, string | undefined>> {
    return this.life.resolved?.env ?? this.options.env
  }

  /** Its buffered standard output: the last `logLimit` bytes. */
  output(): string {
    return this.logs.text('stdout')
  }

  /** Its buffered standard error: the last `logLimit` bytes. */
  errOutput(): string {
    return this.logs.text('stderr')
  }

  /** Both buffered streams in the order of arrival. */
  log(): string {
    return this.logs.text('both')
  }

  /**
   * Waits until the output matches a pattern. Buffered earlier output is searched as well.
   *
   * @param pattern - a string is the source of a regular expression; `^` and `$` match at line boundaries
   * @param options - `timeout` in ms (default `startTimeout`); `stream` to search (default both); `signal` aborts it
   * @returns the match, as of `RegExp.exec()`
   * @throws {@link TimeoutExpiredError}, or {@link ProcessExitedWithError} if the process exits first
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
   * Calls a function repeatedly until it returns true.
   *
   * @param check - a call that throws or rejects counts as false
   * @param options - `timeout` in ms (default `startTimeout`); `signal` aborts the wait
   * @throws {@link TimeoutExpiredError}, or {@link ProcessExitedWithError} if the process exits first
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

  get #shownPort(): string | undefined {
    return this.life.resolved && this.port?.toString()
  }

  /** The options of the latest start, with ports and placeholders filled in. */
  protected get resolved(): ResolvedOptions {
    if (this.life.resolved !== undefined) return this.life.resolved
    throw new ExecutorError(
      `"${this.name}" was not started yet: its ports and folders are not known`,
    )
  }
}
