import type { Pattern } from '../declaration/options.js'
import { ExecutorError, type ProcessCrashedError } from '../errors/index.js'
import type {
  CallResult,
  LogSlice,
  MatchMessage,
  ProcessCalls,
  Snapshot,
} from '../protocol/index.js'
import type { Client } from './client.js'
import { completeRequest, type HoldOptions, type HoldRequest } from './hold-request.js'
import { ProcessView } from './process-view.js'
import type { Handle, KillOptions, StopOptions, WaitForOutputOptions } from './handle.js'
import { toMatch, toSource } from './match.js'
import { settle, type Outcome } from './outcome.js'

/** A process of this client's, or one it shares with others: held from its start until {@link release}. */
export class HeldProcess extends ProcessView implements Handle {
  readonly #client: Client
  readonly #request: HoldRequest
  #lease: string | undefined
  #started: Promise<this> | undefined
  #stops = 0
  #crash: ProcessCrashedError | undefined
  readonly #listeners = new Set<(error: ProcessCrashedError) => void>()

  constructor(client: Client, request: HoldRequest) {
    super()
    this.#client = client
    this.#request = request
  }

  /** Takes a lease when there is none yet, else starts the process again. */
  start(options: HoldOptions = {}): Promise<this> {
    if (this.#started !== undefined) return this.#started
    const stops = this.#stops
    const started = this.#start(options).then(() => {
      if (this.#stops !== stops) throw this.#describeCancelled()
      this.#crash = undefined
      return this
    })
    this.#started = started
    started.catch(() => this.#forget(started))
    return started
  }

  async stop(options: StopOptions = {}): Promise<this> {
    this.#giveUpStart()
    if (this.#lease !== undefined) await this.#call('stop', options)
    return this
  }

  async kill(options: KillOptions = {}): Promise<this> {
    this.#giveUpStart()
    if (this.#lease !== undefined) await this.#call('kill', options)
    return this
  }

  async restart(): Promise<this> {
    if (this.#lease === undefined) return this.start()
    await this.#call('restart')
    return this
  }

  async stopped<T>(fn: () => T | PromiseLike<T>): Promise<T> {
    let outcome: Outcome<T> | undefined
    const run = async (): Promise<boolean> => {
      outcome = await settle(fn)
      return true
    }
    if (this.#lease === undefined) {
      await run()
      await this.start()
    } else await this.#client.withCallback(run, (name) => this.#call('stopped', name))
    if (outcome === undefined) throw new ExecutorError(`"${this.name}" was not stopped`)
    if ('fault' in outcome) throw outcome.fault
    return outcome.value
  }

  async pause(): Promise<this> {
    this.#requireLease('pause')
    await this.#call('pause')
    return this
  }

  async resume(): Promise<this> {
    this.#requireLease('resume')
    await this.#call('resume')
    return this
  }

  async running(): Promise<boolean> {
    return this.#lease !== undefined && ((await this.#call('running')) as boolean)
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
    this.#requireLease('wait for output of')
    const match = await this.#call('waitForOutput', toSource(pattern), options)
    return toMatch(match as MatchMessage)
  }

  async waitFor(
    check: () => boolean | PromiseLike<boolean>,
    options: { readonly timeout?: number } = {},
  ): Promise<void> {
    this.#requireLease('wait for')
    const run = async (): Promise<boolean> => check()
    await this.#client.withCallback(run, (name) => this.#call('waitFor', name, options))
  }

  /**
   * How it, or a process it depends on, ended although nobody had asked for that; `undefined` after it was started
   * again.
   */
  get crash(): ProcessCrashedError | undefined {
    return this.#crash
  }

  /** Whether the run has a lease of it as well. */
  get isShared(): boolean {
    const { processes, name } = this.#request
    const scope = processes[name]?.scope
    return scope === 'run' || scope === 'worker'
  }

  /** What happens when it crashes, as declared. */
  get onCrash(): 'fail' | 'restart' | 'ignore' {
    const { processes, name } = this.#request
    return processes[name]?.onCrash ?? 'fail'
  }

  /**
   * A test begins that uses it. Tests that share a process with a `reset` command find it as the first one did.
   *
   * @throws {@link ExecutorError} with the output of the command when that fails
   */
  async beginUse(): Promise<void> {
    if (this.#isReset && this.#lease !== undefined) await this.#client.beginUse(this.#lease)
  }

  /** That test is over; `hasUsed` says whether it has really used the process. */
  async endUse(hasUsed: boolean): Promise<void> {
    if (this.#isReset && this.#lease !== undefined) await this.#client.endUse(this.#lease, hasUsed)
  }

  /** Calls `listener` when it crashes, until the returned function is called. */
  whenCrashed(listener: (error: ProcessCrashedError) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A test was told of its crash: nobody needs to be told again. */
  async acknowledgeCrash(): Promise<void> {
    if (this.#lease !== undefined) await this.#client.acknowledge(this.#lease)
  }

  /** What it and the processes it depends on printed since a moment, in ms since 1970: the last `lines` of each. */
  async logSince(from: number, lines: number): Promise<readonly LogSlice[]> {
    if (this.#lease === undefined) return []
    return (await this.#call('logSince', from, lines)) as readonly LogSlice[]
  }

  /**
   * Gives the lease back; the last one stops the process.
   *
   * @param options - `waits: false` does not wait for the end of a process that is in nobody's way: `Client.settle()` does
   * @returns the lease it had
   */
  async release({ waits = true }: { readonly waits?: boolean } = {}): Promise<string | undefined> {
    const lease = this.#lease
    await this.#giveBack((held) => this.#client.release(held, waits))
    return lease
  }

  /** Gives the lease back, and that of the run if nobody else has one. */
  async retire(): Promise<void> {
    await this.#giveBack((lease) => this.#client.retire(lease))
  }

  /** The name of its lease, for requests that are bound to it. */
  get lease(): string {
    return this.#requireLease('refer to')
  }

  /** What `await using` calls. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  protected override get declaredName(): string {
    const { processes, name } = this.#request
    return processes[name]?.name ?? name
  }

  get #isReset(): boolean {
    const { processes, name } = this.#request
    return processes[name]?.reset !== undefined
  }

  async #start(options: HoldOptions): Promise<void> {
    options.signal?.throwIfAborted()
    const lease = this.#lease
    await this.#abortable(options.signal, async () => {
      if (lease === undefined) await this.#acquire(options)
      else await this.#call('start')
    })
  }

  async #acquire({ limit }: HoldOptions): Promise<void> {
    const lease = this.#client.nameLease({
      changed: (snapshot) => this.#learn(snapshot),
      crashed: (error) => this.#noticeCrash(error),
    })
    this.#lease = lease
    try {
      this.#learn(await this.#client.acquire(lease, completeRequest(this.#request, limit)))
    } catch (error) {
      if (this.#lease === lease) this.#lease = undefined
      throw error
    }
  }

  /** An aborted start rejects with the signal's reason, once everything it had begun is undone. */
  async #abortable(signal: AbortSignal | undefined, start: () => Promise<void>): Promise<void> {
    let undone: Promise<unknown> = Promise.resolve()
    const onAbort = (): void => {
      undone = this.release().catch(() => undefined)
    }
    signal?.addEventListener('abort', onAbort)
    try {
      await start()
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
      await undone
    }
    signal?.throwIfAborted()
  }

  /** The supervisor may be quicker: a start that is given up does not succeed all the same. */
  #giveUpStart(): void {
    this.#started = undefined
    this.#stops++
  }

  #describeCancelled(): ExecutorError {
    return new ExecutorError(`Cannot start "${this.name}": it was stopped meanwhile`)
  }

  async #giveBack(give: (lease: string) => Promise<void>): Promise<void> {
    const lease = this.#lease
    if (lease === undefined) return
    this.#lease = undefined
    this.#started = undefined
    await give(lease)
  }

  async #call<Method extends keyof ProcessCalls>(
    method: Method,
    ...args: Parameters<ProcessCalls[Method]>
  ): Promise<unknown> {
    const { value, snapshot }: CallResult = await this.#client.call(
      this.#requireLease(method),
      method,
      ...args,
    )
    this.#learn(snapshot)
    return value
  }

  async #read(what: 'output' | 'errOutput' | 'log'): Promise<string> {
    return this.#lease === undefined ? '' : String(await this.#call(what))
  }

  #requireLease(action: string): string {
    if (this.#lease !== undefined) return this.#lease
    throw new ExecutorError(`Cannot ${action} "${this.name}": it is not running`)
  }

  #noticeCrash(error: ProcessCrashedError): void {
    this.#crash = error
    this.#started = undefined
    for (const listener of this.#listeners) listener(error)
  }

  #learn(snapshot: Snapshot): void {
    this.snapshot = snapshot
    if (snapshot.exit !== undefined && snapshot.pid === undefined) this.#started = undefined
  }

  #forget(started: Promise<this>): void {
    if (this.#started === started) this.#started = undefined
  }
}
