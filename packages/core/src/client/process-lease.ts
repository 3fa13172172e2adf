import { ExecutorError } from '../errors/index.js'
import { after } from '../internal/clock.js'
import type { CallResult, ProcessCalls, Snapshot } from '../protocol/index.js'
import type { Client, Watcher } from './client.js'
import { completeRequest, type HoldOptions, type HoldRequest } from './hold-request.js'

/** The holder of a lease, notified of what happens to the process. */
export interface LeaseHolder extends Watcher {
  /** The name of the process in messages. */
  nameProcess(): string
  started(): void
}

/** A client's lease of a process: taken by the first start, released once; a later start takes another. */
export class ProcessLease {
  readonly #client: Client
  readonly #request: HoldRequest
  readonly #holder: LeaseHolder
  #id: string | undefined
  #started: Promise<unknown> | undefined
  #acquired: Promise<void> | undefined
  #stops = 0

  constructor(client: Client, request: HoldRequest, holder: LeaseHolder) {
    this.#client = client
    this.#request = request
    this.#holder = holder
  }

  /** Its name in messages to the supervisor; `undefined` while there is no lease. */
  get id(): string | undefined {
    return this.#id
  }

  /** @throws {@link ExecutorError} that names the action, if there is no lease */
  require(action: string): string {
    if (this.#id !== undefined) return this.#id
    throw new ExecutorError(`Cannot ${action} "${this.#holder.nameProcess()}": it is not running`)
  }

  /** Takes a lease, or starts the process again if there is one. While starting or started: the same promise. */
  start<T>(self: T, options: HoldOptions): Promise<T> {
    if (this.#started !== undefined) return this.#started as Promise<T>
    const stops = this.#stops
    const started = this.#start(options).then(() => {
      if (this.#stops !== stops) throw this.#describeCancelled()
      this.#holder.started()
      return self
    })
    this.#started = started
    started.catch(() => {
      if (this.#started === started) this.#started = undefined
    })
    return started
  }

  /** Starts it after `run`, unless it is stopped before that has ended. */
  async startAfter(self: unknown, run: () => Promise<unknown>): Promise<void> {
    const stops = this.#stops
    await run()
    if (this.#stops !== stops) throw this.#describeCancelled()
    await this.start(self, {})
  }

  /** Called before a stop: a pending start rejects, even if the supervisor finishes it first. */
  giveUpStart(): void {
    this.#started = undefined
    this.#stops++
  }

  /** Requests an action on the process from the supervisor. */
  async call<Method extends keyof ProcessCalls>(
    method: Method,
    ...args: Parameters<ProcessCalls[Method]>
  ): Promise<unknown> {
    const { value, snapshot }: CallResult = await this.#client.call(
      this.require(method),
      method,
      ...args,
    )
    this.#learn(snapshot)
    return value
  }

  /**
   * Releases it; the last one stops the process.
   *
   * @param waits - `false` does not wait for a slow stop that blocks no other process: {@link Client.settle} does
   * @returns the name it had
   */
  async release(waits: boolean): Promise<string | undefined> {
    const id = this.#drop()
    if (id !== undefined) await this.#client.release(id, waits)
    return id
  }

  /** Drops the lease without releasing it. */
  forget(): void {
    this.#drop()
  }

  /** Releases it, and that of the run if no other client has one. */
  async retire(): Promise<void> {
    const id = this.#drop()
    if (id !== undefined) await this.#client.retire(id)
  }

  /** An aborted start rejects with the reason of the signal, once its lease is released. */
  async #start({ signal, limit }: HoldOptions): Promise<void> {
    signal?.throwIfAborted()
    let undone: Promise<unknown> = Promise.resolve()
    const onAbort = (): void => {
      undone = this.release(true).catch(() => undefined)
    }
    signal?.addEventListener('abort', onAbort)
    try {
      // One that was given up has its lease until the supervisor has said so.
      if (this.#id !== undefined) await this.#acquired?.catch(() => undefined)
      if (this.#id === undefined) await this.#acquire(limit)
      else await this.call('start')
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
      await undone
    }
    signal?.throwIfAborted()
  }

  #acquire(limit: number | undefined): Promise<void> {
    const acquired = this.#takeLease(limit).finally(() => {
      if (this.#acquired === acquired) this.#acquired = undefined
    })
    this.#acquired = acquired
    return acquired
  }

  async #takeLease(limit: number | undefined): Promise<void> {
    const id = this.#client.nameLease({
      changed: (snapshot) => this.#learn(snapshot),
      crashed: (error) => {
        this.#started = undefined
        this.#holder.crashed(error)
      },
      lost: (error) => {
        this.#started = undefined
        this.#holder.lost(error)
      },
    })
    this.#id = id
    // Here, as a busy supervisor learns late that somebody waits.
    const cancel =
      limit === undefined ? undefined : after(limit, () => this.#client.expire(id, limit))
    try {
      this.#learn(await this.#client.acquire(id, completeRequest(this.#request)))
    } catch (error) {
      if (this.#id === id) this.#id = undefined
      throw error
    } finally {
      cancel?.()
    }
  }

  #learn(snapshot: Snapshot): void {
    if (snapshot.exit !== undefined && snapshot.pid === undefined) this.#started = undefined
    this.#holder.changed(snapshot)
  }

  #drop(): string | undefined {
    const id = this.#id
    if (id === undefined) return undefined
    this.#id = undefined
    this.#started = undefined
    return id
  }

  #describeCancelled(): ExecutorError {
    return new ExecutorError(
      `Cannot start "${this.#holder.nameProcess()}": it was stopped while it was starting`,
    )
  }
}
