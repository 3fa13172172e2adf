import { isRegExp } from 'node:util/types'
import type { Pattern, PatternSource } from '../declaration/options.js'
import { ExecutorError } from '../errors/index.js'
import type {
  AcquireRequest,
  CallResult,
  MatchMessage,
  ProcessCalls,
  Snapshot,
} from '../protocol/index.js'
import type { Client } from './client.js'
import type { Handle, KillOptions, StopOptions, WaitForOutputOptions } from './handle.js'
import { requireWorkingFolder } from './working-folder.js'

/** What is asked for, but for what this process adds of itself. */
export interface HoldRequest
  extends
    Pick<AcquireRequest, 'processes' | 'name' | 'units'>,
    Partial<Pick<AcquireRequest, 'folder' | 'instance' | 'environment'>> {
  /** Processes that are held already, by the names that the declarations have for them. */
  readonly bound?: Readonly<Record<string, HeldProcess>>
}

/** How a process is started. */
export interface HoldOptions {
  /** Cancels the start. */
  readonly signal?: AbortSignal | undefined
  /** How long there is time for it. Milliseconds. */
  readonly limit?: number | undefined
}

/** A process of this client's, or one it shares with others: held from its start until {@link release}. */
export class HeldProcess implements Handle {
  readonly #client: Client
  readonly #request: HoldRequest
  #lease: string | undefined
  #started: Promise<this> | undefined
  #snapshot: Snapshot | undefined
  #stops = 0

  constructor(client: Client, request: HoldRequest) {
    this.#client = client
    this.#request = request
  }

  get name(): string {
    return this.#snapshot?.name ?? this.#declaredName
  }

  get pid(): number | undefined {
    return this.#snapshot?.pid
  }

  get host(): string | undefined {
    return this.#snapshot?.host
  }

  get port(): number | undefined {
    return this.#snapshot?.port
  }

  get url(): string | undefined {
    return this.#snapshot?.url
  }

  get socketPath(): string | undefined {
    return this.#snapshot?.socketPath
  }

  get tmp(): string | undefined {
    return this.#snapshot?.tmp
  }

  get captures(): Readonly<Record<string, string>> {
    return this.#snapshot?.captures ?? {}
  }

  get exit(): Snapshot['exit'] {
    return this.#snapshot?.exit
  }

  /** Takes a lease when there is none yet, else starts the process again. */
  start(options: HoldOptions = {}): Promise<this> {
    if (this.#started !== undefined) return this.#started
    const stops = this.#stops
    const started = this.#start(options).then(() => {
      if (this.#stops !== stops) throw this.#describeCancelled()
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
    let outcome: { readonly value: T } | { readonly fault: unknown } | undefined
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
    const run = async (): Promise<boolean> => (await check()) === true
    await this.#client.withCallback(run, (name) => this.#call('waitFor', name, options))
  }

  /** Gives the lease back; the last one stops the process. */
  async release(): Promise<void> {
    await this.#giveBack((lease) => this.#client.release(lease))
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

  toString(): string {
    const command = this.#snapshot?.command
    return `"${this.name}"${command === undefined ? '' : ` (${command})`}`
  }

  get #declaredName(): string {
    const { processes, name } = this.#request
    return processes[name]?.name ?? name
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
    const lease = this.#client.nameLease((snapshot) => this.#learn(snapshot))
    this.#lease = lease
    try {
      this.#learn(await this.#client.acquire(lease, this.#completeRequest(limit)))
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

  #completeRequest(limit: number | undefined): AcquireRequest {
    const { bound = {}, ...request } = this.#request
    const leases = Object.entries(bound).map(([alias, held]) => [alias, held.lease] as const)
    return {
      environment: { ...process.env },
      ...request,
      folder: request.folder ?? requireWorkingFolder(this.name),
      bound: Object.fromEntries(leases),
      worker: process.env['VITEST_POOL_ID'] ?? process.env['JEST_WORKER_ID'] ?? '1',
      limit: limit ?? null,
    }
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

  #learn(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    if (snapshot.exit !== undefined && snapshot.pid === undefined) this.#started = undefined
  }

  #forget(started: Promise<this>): void {
    if (this.#started === started) this.#started = undefined
  }
}

async function settle<T>(
  fn: () => T | PromiseLike<T>,
): Promise<{ readonly value: T } | { readonly fault: unknown }> {
  try {
    return { value: await fn() }
  } catch (fault) {
    return { fault }
  }
}

function toSource(pattern: Pattern): PatternSource {
  if (isRegExp(pattern)) return { $regexp: pattern.source, flags: pattern.flags }
  return typeof pattern === 'string' ? { $regexp: pattern } : pattern
}

function toMatch({ texts, index, input, groups }: MatchMessage): RegExpExecArray {
  const match = texts.map((text) => text ?? undefined) as string[]
  return Object.assign(match, { index, input, groups }) as unknown as RegExpExecArray
}
