import type { Socket } from 'node:net'
import { ExecutorError, type ProcessCrashedError } from '../../errors/index.js'
import type { OutputStream } from '../../internal/output-stream.js'
import { now } from '../../internal/clock.js'
import {
  type AcquireRequest,
  type Attachment,
  type CallResult,
  type Channel,
  type ClientFunctions,
  encodeError,
  type Hello,
  openChannel,
  protocolVersion,
  readFrames,
  type RunFunctions,
  type RunEnd,
  type SlowStart,
  type Snapshot,
  type SupervisorFunctions,
  type TestMessage,
  toFrame,
  type UnreportedExit,
  type Welcome,
} from '../../protocol/index.js'
import type { Client } from '../registry/index.js'
import { carryOut } from './calls.js'
import { clientFunctions } from './client-functions.js'
import { EndsBehind } from './ends-behind.js'
import type { Lease, Service } from '../service/index.js'
import { readHello } from './greeting.js'
import { LineFeed } from './line-feed.js'
import type { OnlookerHost } from './onlooker.js'
import { ReadyWaits } from './ready-waits.js'
import { RunFeeds } from './run-feeds.js'
import { serveOnlooker } from './serve-onlooker.js'

/** What a session needs of the supervisor. */
export interface SessionHost extends OnlookerHost {
  readonly token: string
  log(line: string): void
  /** Records tests, if a report was requested. */
  reportTests(tests: readonly TestMessage[]): Promise<void>
  /** Ends the run. */
  endRun(reason: string): Promise<RunEnd>
  /** Ends it because its root is gone. */
  abandonRun(reason: string): void
}

/** How many processes of a client may be ending at once before a release waits. */
const mostBehind = 32
/** How long a client may take to send its hello. Milliseconds. */
const helloTimeout = 5_000

let sessions = 0

/** One connection of a client; its leases end with it. */
export class Session implements Client, SupervisorFunctions {
  readonly is = 'client'
  readonly id: string = String(++sessions)
  readonly #socket: Socket
  readonly #host: SessionHost
  readonly #leases = new Map<string, Lease<Service>>()
  readonly #waits = new ReadyWaits()
  readonly #ends = new EndsBehind()
  readonly #gone = new AbortController()
  #role: Hello['role'] | undefined
  /** Whether a root has received its welcome. */
  #stays = false
  #lines: LineFeed | undefined
  #channel: Channel<ClientFunctions & RunFunctions> | undefined
  /** Only for a run. */
  #feeds: RunFeeds | undefined

  constructor(socket: Socket, host: SessionHost) {
    this.#socket = socket
    this.#host = host
    // If this process itself was blocked, the hello may have arrived unread.
    const timer = setTimeout(() => setImmediate(() => this.#missHello()), helloTimeout)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(timer)
      void this.#leave()
    })
    const onFirst = (frame: string): void => {
      clearTimeout(timer)
      socket.removeAllListeners('data')
      this.#greet(frame)
    }
    readFrames(socket, onFirst, ({ message }) => this.#turnAway(message))
  }

  async stay(): Promise<void> {
    this.#stays = true
  }

  async acquire(id: string, request: AcquireRequest): Promise<Snapshot> {
    const registry = await this.#host.registry
    this.#gone.signal.throwIfAborted()
    if (this.#leases.has(id)) throw new ExecutorError(`There is a lease "${id}" already`)
    const lease = registry.acquire(this, request)
    this.#leases.set(id, lease)
    this.#feeds?.follow(id, lease.service)
    const late = await this.#waits.untilReady(id, lease).catch(async (error: unknown) => {
      this.#forget(id)
      await lease.release().catch(() => undefined)
      throw error
    })
    if (late === undefined) return lease.service.snapshot
    this.#forget(id)
    await this.#ends.addLate(id, lease.release())
    throw late
  }

  async expire(id: string, limit: number): Promise<void> {
    await this.#host.registry // as what it is about does
    this.#waits.expire(id, limit)
  }

  async release(id: string, waits = true): Promise<void> {
    await this.#host.registry
    const lease = this.#leases.get(id)
    if (lease === undefined) return
    this.#forget(id)
    const isBehind = !waits && lease.service.canEndBehind && this.#ends.underWay < mostBehind
    const gone = lease.release()
    if (isBehind) this.#ends.add(id, gone)
    else await gone
  }

  async attach(id: string): Promise<Attachment> {
    const lease = this.findLease(id)
    return lease.service.describeAttachment(lease)
  }

  async beginUse(id: string): Promise<void> {
    const lease = this.findLease(id)
    await lease.service.reset.enter(lease)
  }

  async endUse(id: string, hasUsed: boolean): Promise<void> {
    const lease = this.#leases.get(id)
    lease?.service.reset.leave(lease, hasUsed)
  }

  async settle(): Promise<readonly UnreportedExit[]> {
    return this.#ends.settle()
  }

  async retire(id: string): Promise<void> {
    const registry = await this.#host.registry
    const lease = this.#leases.get(id)
    await this.release(id)
    if (lease !== undefined) await registry.retire(lease.service)
  }

  async call(id: string, method: string, args: readonly unknown[]): Promise<CallResult> {
    await this.#host.registry
    const lease = this.findLease(id, `call ${method}() of`)
    const { service } = lease
    const value = await carryOut(method, args, {
      service,
      lease,
      signal: this.#gone.signal,
      callBack: (callback) => this.#remote.callBack(callback),
    })
    return { value, snapshot: service.snapshot }
  }

  async endRun(): Promise<RunEnd> {
    if (this.#role !== 'root') throw new ExecutorError('Only the root of a run can end it')
    return this.#host.endRun('its root asked for it')
  }

  async reportTests(tests: readonly TestMessage[]): Promise<void> {
    await this.#host.reportTests(tests)
  }

  async followOutput(): Promise<void> {
    this.#lines ??= new LineFeed(this.#socket, this.#remote)
  }

  async restartChanged(): Promise<void> {
    await (await this.#host.registry).restartChanged()
  }

  /** Only a root displays them. */
  startsSlowly(start: SlowStart): void {
    if (this.#role !== 'root' || this.#socket.destroyed) return
    this.#remote.startsSlowly.asEvent(start).catch(() => undefined)
  }

  /** Whether its client sees what processes print. */
  get isFollowing(): boolean {
    return this.#lines !== undefined
  }

  printed(name: string, stream: OutputStream, line: string): void {
    this.#lines?.printed(name, stream, line)
  }

  findLease(id: string, action = 'use'): Lease<Service> {
    const lease = this.#leases.get(id)
    if (lease !== undefined) return lease
    throw new ExecutorError(`Cannot ${action} this process: its scope has ended`)
  }

  changed(lease: Lease, snapshot: Snapshot): void {
    const found = [...this.#leases].find(([, each]) => each === lease)
    if (found === undefined || this.#socket.destroyed) return
    if (this.#feeds !== undefined) return this.#feeds.tellEnd(found[0], found[1].service)
    this.#remote.changed.asEvent(found[0], snapshot).catch(() => undefined)
  }

  crashed(lease: Lease, error: ProcessCrashedError): void {
    const found = [...this.#leases].find(([, each]) => each === lease)
    // A run detects the crash itself, from the exit.
    if (found === undefined || this.#socket.destroyed || this.#feeds) return
    this.#remote.crashed.asEvent(found[0], encodeError(error)).catch(() => undefined)
  }

  describe(lease: Lease): string {
    if (this.#role === 'root') return 'runner'
    if (this.#role === 'run') return lease.behalf.file ?? 'run'
    const { worker = '', file = '' } = lease.behalf
    return [`worker ${worker}`, file].filter(Boolean).join(': ')
  }

  async acknowledge(id: string): Promise<void> {
    this.#leases.get(id)?.service.acknowledgeCrash()
  }

  #forget(id: string): void {
    this.#leases.delete(id)
    this.#feeds?.forget(id)
  }

  /** Closes the connection after pending writes. */
  close(): void {
    this.#socket.destroySoon()
  }

  get #remote(): Channel<ClientFunctions & RunFunctions>['remote'] {
    if (this.#channel === undefined) throw new ExecutorError('This client is gone')
    return this.#channel.remote
  }

  #greet(frame: string): void {
    const { token, logFile } = this.#host
    const role = readHello(frame, token)
    if (typeof role === 'object') return this.#turnAway(role.refused)
    this.#role = role
    this.#host.log(`client ${this.id} (${role}) connected`)
    this.#socket.write(toFrame({ welcome: { logFile } } satisfies Welcome))
    const functions =
      role === 'onlooker'
        ? serveOnlooker(this.#host, this.#gone.signal)
        : Object.fromEntries(clientFunctions.map((name) => [name, this.#bind(name)]))
    const onGarbage = ({ message }: Error): void => this.#turnAway(message)
    const channel = openChannel<ClientFunctions & RunFunctions>(this.#socket, functions, {
      onGarbage,
    })
    this.#channel = channel
    if (role === 'run') this.#feeds = new RunFeeds(this.#socket, channel.remote)
  }

  #bind(name: (typeof clientFunctions)[number]): unknown {
    return (this[name] as (...args: never[]) => unknown).bind(this)
  }

  #missHello(): void {
    if (this.#role === undefined && !this.#socket.destroyed) this.#turnAway('it did not say hello')
  }

  #turnAway(reason: string): void {
    this.#host.log(`client ${this.id} turned away: ${reason}`)
    this.#socket.end(toFrame({ refused: { reason, protocol: protocolVersion } } satisfies Welcome))
    this.#socket.destroySoon()
  }

  /** Releases all leases when the socket closes, for whatever reason. */
  async #leave(): Promise<void> {
    const gone = new ExecutorError('The client of this process is gone')
    this.#gone.abort(gone)
    this.#channel?.close(gone)
    if (this.#role === undefined) return
    this.#host.log(`client ${this.id} gone, with ${this.#leases.size} leases`)
    if (this.#role === 'root' && this.#stays) this.#host.abandonRun('its root is gone')
    void this.#host.registry.then((registry) => registry.leave(this)).catch(() => undefined)
    const since = now()
    const leases = [...this.#leases.values()]
    for (const id of this.#leases.keys()) this.#forget(id)
    for (const ended of await Promise.allSettled(leases.map((lease) => lease.abandon(since))))
      if (ended.status === 'rejected') this.#host.log(String(ended.reason))
    for (const { error } of await this.#ends.settle()) this.#host.log(error.message)
  }
}
