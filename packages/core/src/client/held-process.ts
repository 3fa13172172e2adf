import type {
  Command,
  Declaration,
  ExecOptions,
  ExecResult,
  Pattern,
} from '../declaration/index.js'
import {
  ExecutorError,
  joinFaults,
  type ProcessCrashedError,
  type SupervisorError,
} from '../errors/index.js'
import { settle, valueOf, type Outcome } from '../internal/outcome.js'
import type { LogSlice, MatchMessage } from '../protocol/index.js'
import type { Client } from './client.js'
import type { Handle, KillOptions, StopOptions, WaitForOutputOptions } from './handle.js'
import type { HoldOptions, HoldRequest } from './hold-request.js'
import { toMatch, toSource } from './match.js'
import { ProcessLease } from './process-lease.js'
import { ProcessView } from './process-view.js'

/** The error of a process that tests cannot use any more. */
export type ProcessFailure = ProcessCrashedError | SupervisorError

/** A process that this client holds, alone or with other clients, from its start until {@link release}. */
export class HeldProcess extends ProcessView implements Handle {
  readonly #client: Client
  readonly #request: HoldRequest
  readonly #lease: ProcessLease
  #crash: ProcessCrashedError | undefined
  #loss: SupervisorError | undefined
  readonly #listeners = new Set<(error: ProcessCrashedError) => void>()
  readonly #failureListeners = new Set<(error: ProcessFailure) => void>()

  constructor(client: Client, request: HoldRequest) {
    super()
    this.#client = client
    this.#request = request
    this.#lease = new ProcessLease(client, request, {
      nameProcess: () => this.name,
      started: () => this.#forgetCrash(),
      changed: (snapshot) => {
        this.snapshot = snapshot
      },
      crashed: (error) => this.#noticeCrash(error),
      lost: (error) => this.#noticeLoss(error),
    })
  }

  /** Takes a lease and starts the process; starts it again if it was stopped. */
  start(options: HoldOptions = {}): Promise<this> {
    return this.#lease.start(this, options)
  }

  async stop(options: StopOptions = {}): Promise<this> {
    this.#lease.giveUpStart()
    if (this.#lease.id !== undefined) await this.#lease.call('stop', options)
    return this
  }

  async kill(options: KillOptions = {}): Promise<this> {
    this.#lease.giveUpStart()
    if (this.#lease.id !== undefined) await this.#lease.call('kill', options)
    return this
  }

  async restart(): Promise<this> {
    if (this.#lease.id === undefined) return this.start()
    await this.#lease.call('restart')
    this.#forgetCrash()
    return this
  }

  async stopped<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    let outcome: Outcome<T> | undefined
    const run = async (): Promise<boolean> => {
      outcome = await settle(fn)
      return true
    }
    try {
      await this.#runStopped(run)
    } catch (error) {
      throw joinFaults(outcome, error)
    }
    if (outcome === undefined) throw new ExecutorError(`"${this.name}" was not stopped`)
    return valueOf(outcome)
  }

  async pause(): Promise<this> {
    await this.#lease.call('pause')
    return this
  }

  async resume(): Promise<this> {
    await this.#lease.call('resume')
    return this
  }

  async running(): Promise<boolean> {
    return this.#lease.id !== undefined && ((await this.#lease.call('running')) as boolean)
  }

  /** Runs a command in a container; resolves whatever its exit code is. */
  async exec(command: Command, options: ExecOptions = {}): Promise<ExecResult> {
    return (await this.#lease.call('exec', command, options)) as ExecResult
  }

  output(): Promise<string> {
    return this.#read('output')
  }

  errOutput(): Promise<string> {
    return this.#read('errOutput')
  }

  log(): Promise<string> {
    return this.#read('log')
  }

  async waitForOutput(
    pattern: Pattern,
    options: WaitForOutputOptions = {},
  ): Promise<RegExpExecArray> {
    this.#lease.require('wait for output of')
    const match = await this.#lease.call('waitForOutput', toSource(pattern), limit(options))
    return toMatch(match as MatchMessage)
  }

  async waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options: { readonly timeout?: number } = {},
  ): Promise<void> {
    this.#lease.require('wait for')
    const run = async (): Promise<boolean> => check()
    await this.#client.withCallback(run, (name) =>
      this.#lease.call('waitFor', name, limit(options)),
    )
  }

  /** The crash of it, or of a process it depends on; `undefined` after it was started again. */
  get crash(): ProcessCrashedError | undefined {
    return this.#crash
  }

  /** Whether the run holds it as well. */
  get isShared(): boolean {
    const scope = this.#declaration?.scope
    return scope === 'run' || scope === 'worker'
  }

  /** Its declared `onCrash`. */
  get onCrash(): 'fail' | 'restart' | 'ignore' {
    return this.#declaration?.onCrash ?? 'fail'
  }

  /**
   * Called when a test that uses it begins: runs its `reset` command first if an earlier test has used it.
   *
   * @throws {@link ExecutorError} with the output of the command if that fails
   */
  async beginUse(): Promise<void> {
    const { id } = this.#lease
    if (this.#isReset && id !== undefined) await this.#client.beginUse(id)
  }

  /** Called when that test has ended; `hasUsed` says whether it has really used the process. */
  async endUse(hasUsed: boolean): Promise<void> {
    const { id } = this.#lease
    if (this.#isReset && id !== undefined) await this.#client.endUse(id, hasUsed)
  }

  /** Calls `listener` when it crashes, until the returned function is called. */
  whenCrashed(listener: (error: ProcessCrashedError) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Why tests cannot use it any more: its supervisor was lost, or it has crashed and `onCrash` is not `ignore`.
   * `undefined` after it was started again.
   */
  get failure(): ProcessFailure | undefined {
    return this.#loss ?? (this.onCrash === 'ignore' ? undefined : this.#crash)
  }

  /** Calls `listener` when it gets a {@link failure}, until the returned function is called. */
  whenFailed(listener: (error: ProcessFailure) => void): () => void {
    this.#failureListeners.add(listener)
    return () => this.#failureListeners.delete(listener)
  }

  /** Marks its crash as reported to a test, so that it is not reported again. */
  async acknowledgeCrash(): Promise<void> {
    const { id } = this.#lease
    if (id !== undefined && this.#loss === undefined) await this.#client.acknowledge(id)
  }

  /** The last `lines` that it and each of its dependencies printed since `from`, in ms since 1970. */
  async logSince(from: number, lines: number): Promise<readonly LogSlice[]> {
    if (this.#lease.id === undefined) return []
    return (await this.#lease.call('logSince', from, lines)) as readonly LogSlice[]
  }

  /**
   * Releases the lease; the last one stops the process.
   *
   * @param options - `waits: false` does not wait for a slow stop that blocks no other process: `Client.settle()` does
   * @returns the name of the lease; `undefined` if it had none
   * @throws {@link ProcessFinishedWithError} if it was waited for and its exit is not expected
   */
  async release({ waits = true }: { readonly waits?: boolean } = {}): Promise<string | undefined> {
    // The supervisor that had granted it is gone.
    if (this.#loss !== undefined) this.#lease.forget()
    return this.#lease.release(waits)
  }

  /** Releases the lease, and that of the run if no other client has one. */
  retire(): Promise<void> {
    return this.#lease.retire()
  }

  /** The name of its lease, for requests that refer to it. */
  get lease(): string {
    return this.#lease.require('refer to')
  }

  /** Stops the process at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  protected override get declaredName(): string {
    return this.#declaration?.name ?? this.#request.name
  }

  get #declaration(): Declaration | undefined {
    const { processes, name } = this.#request
    return processes[name]
  }

  get #isReset(): boolean {
    return this.#declaration?.reset !== undefined
  }

  async #read(what: 'output' | 'errOutput' | 'log'): Promise<string> {
    return this.#lease.id === undefined ? '' : String(await this.#lease.call(what))
  }

  async #runStopped(run: () => Promise<boolean>): Promise<void> {
    if (this.#lease.id === undefined) {
      await this.#lease.startAfter(this, run)
    } else {
      await this.#client.withCallback(run, (name) => this.#lease.call('stopped', name))
      this.#forgetCrash()
    }
  }

  #forgetCrash(): void {
    this.#crash = undefined
  }

  #noticeCrash(error: ProcessCrashedError): void {
    this.#crash = error
    for (const listener of this.#listeners) listener(error)
    if (this.onCrash !== 'ignore') this.#tellFailure(error)
  }

  #noticeLoss(error: SupervisorError): void {
    this.#loss = error
    this.#tellFailure(error)
  }

  #tellFailure(error: ProcessFailure): void {
    for (const listener of this.#failureListeners) listener(error)
  }
}

/** JSON has no Infinity. */
function limit<Options extends { readonly timeout?: number }>(options: Options): Options {
  return options.timeout === Infinity ? { ...options, timeout: Number.MAX_VALUE } : options
}
