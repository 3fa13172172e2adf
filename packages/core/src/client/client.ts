import { type ProcessCrashedError, SupervisorError } from '../errors/index.js'
import {
  type AcquireRequest,
  type CallResult,
  type Channel,
  type ClientFunctions,
  decodeError,
  type ErrorMessage,
  findRendezvous,
  hasHadProcesses,
  type Hello,
  openChannel,
  type ProcessCalls,
  type Rendezvous,
  type RunSummary,
  type SlowStart,
  type Snapshot,
  type SupervisorFunctions,
  type TestMessage,
} from '../protocol/index.js'
import { withCalls } from '../internal/stack.js'
import { connect, type Connection, isPassing } from '../link/index.js'
import { copyLoss, describeLost } from './loss.js'

interface Link extends Connection {
  readonly channel: Channel<SupervisorFunctions>
  /** Rejects every pending call with this reason; the next one connects again, unless the run has lost processes. */
  lose(reason: string): void
}

/** The reason of a connection that this client closed itself. */
const closed = 'it was closed'

/** Displays what happens in a run; only that of a root is called. */
export type Spectator = Partial<Pick<ClientFunctions, 'startsSlowly' | 'printed'>>

/** Notified of what happens to a process that is held. */
export interface Watcher {
  changed(snapshot: Snapshot): void
  crashed(error: ProcessCrashedError): void
  /** The supervisor is gone, and the process with it. */
  lost(error: SupervisorError): void
}

/** A client of the run's supervisor for this process or thread, which connects on first use. */
export class Client implements ClientFunctions {
  readonly #role: Hello['role']
  readonly #spectator: Spectator
  readonly #watchers = new Map<string, Watcher>()
  readonly #callbacks = new Map<string, () => Promise<boolean>>()
  #link: Promise<Link> | undefined
  #names = 0
  #pending = 0
  #socket: Connection['socket'] | undefined
  #rendezvous: Rendezvous | undefined
  #loss: SupervisorError | undefined

  constructor(role: Hello['role'], spectator: Spectator = {}) {
    this.#role = role
    this.#spectator = spectator
  }

  /** Whether the supervisor has accepted this client. */
  get isConnected(): boolean {
    return this.#socket !== undefined
  }

  /**
   * Connects, and starts the supervisor if the run has none; resolves with the path of the supervisor's log.
   *
   * @throws {@link SupervisorError} if it does not start or respond, was lost, or has another version
   */
  async connect(): Promise<string> {
    return (await this.#connected()).logFile
  }

  /**
   * The error of a supervisor that was killed or crashed, and whose processes are gone with it; `undefined` while no
   * such loss is known. The run gets no other supervisor.
   */
  get loss(): SupervisorError | undefined {
    return this.#loss
  }

  /** Sends a request to find out whether the run has lost its supervisor; see {@link loss}. */
  async findLoss(): Promise<SupervisorError | undefined> {
    // A run without processes cannot lose any: no supervisor is started only to check that.
    if (this.#loss === undefined && hasHadProcesses((this.#rendezvous ??= findRendezvous())))
      await this.#ask('settle').catch(() => undefined)
    return this.#loss
  }

  /** Creates a name for a lease; the watcher is notified until the lease is released. */
  nameLease(watcher: Watcher): string {
    const lease = `lease ${++this.#names}`
    this.#watchers.set(lease, watcher)
    return lease
  }

  async acquire(lease: string, request: AcquireRequest): Promise<Snapshot> {
    try {
      return await this.#ask('acquire', lease, request)
    } catch (error) {
      this.#watchers.delete(lease)
      throw error
    }
  }

  release(lease: string, waits: boolean): Promise<void> {
    this.#watchers.delete(lease)
    return this.#ask('release', lease, waits)
  }

  beginUse(lease: string): Promise<void> {
    return this.#ask('beginUse', lease)
  }

  endUse(lease: string, hasUsed: boolean): Promise<void> {
    return this.#ask('endUse', lease, hasUsed)
  }

  /** Waits for the end of all processes that were released without waiting; resolves with unexpected ends, by lease. */
  async settle(): Promise<ReadonlyMap<string, Error>> {
    if (!this.isConnected) return new Map()
    const ends = await this.#ask('settle')
    return new Map(ends.map(({ lease, error }) => [lease, decodeError(error)]))
  }

  /** What {@link Client.acquire} waits for is not wanted any more after the `limit` of milliseconds that has passed. */
  expire(lease: string, limit: number): void {
    this.#ask('expire', lease, limit).catch(() => undefined)
  }

  retire(lease: string): Promise<void> {
    this.#watchers.delete(lease)
    return this.#ask('retire', lease)
  }

  call<Method extends keyof ProcessCalls>(
    lease: string,
    method: Method,
    ...args: Parameters<ProcessCalls[Method]>
  ): Promise<CallResult> {
    return this.#ask('call', lease, method, args)
  }

  /** Ends the run. Resolves when everything is gone: with what happened, and how processes ended at last. */
  async endRun(): Promise<RunSummary & { readonly failure: Error | undefined }> {
    try {
      const { summary, failure } = await this.#ask('endRun')
      return { ...summary, failure: failure === undefined ? undefined : decodeError(failure) }
    } finally {
      // The supervisor is about to exit: requests from here on belong to another run.
      if (this.#role === 'root') await this.close()
    }
  }

  /** Makes a function callable for the supervisor, by name, while `run` runs. */
  async withCallback<T>(
    callback: () => Promise<boolean>,
    run: (name: string) => Promise<T>,
  ): Promise<T> {
    const name = `callback ${++this.#names}`
    this.#callbacks.set(name, callback)
    try {
      return await run(name)
    } finally {
      this.#callbacks.delete(name)
    }
  }

  /** Closes the connection, which ends every lease of this client. */
  async close(): Promise<void> {
    const link = await this.#link?.catch(() => undefined)
    link?.lose(closed)
  }

  /** Restarts the processes that crashed or whose files have changed, and the processes that depend on them. */
  restartChanged(): Promise<void> {
    return this.#ask('restartChanged')
  }

  /** Passes every line that any process prints from here on to the spectator. */
  followOutput(): Promise<void> {
    return this.#ask('followOutput')
  }

  /** Notifies the report of the run that tests have begun or ended. */
  reportTests(tests: readonly TestMessage[]): Promise<void> {
    return this.#ask('reportTests', tests)
  }

  startsSlowly(start: SlowStart): void {
    this.#spectator.startsSlowly?.(start)
  }

  printed(name: string, stream: 'stdout' | 'stderr', line: string): void {
    this.#spectator.printed?.(name, stream, line)
  }

  async callBack(name: string): Promise<boolean> {
    return (await this.#callbacks.get(name)?.()) ?? false
  }

  changed(lease: string, snapshot: Snapshot): void {
    this.#watchers.get(lease)?.changed(snapshot)
  }

  crashed(lease: string, error: ErrorMessage): void {
    this.#watchers.get(lease)?.crashed(decodeError(error) as ProcessCrashedError)
  }

  acknowledge(lease: string): Promise<void> {
    return this.#ask('acknowledge', lease)
  }

  /** An idle connection must not keep this process alive, but one with pending calls must. */
  async #ask<Method extends keyof SupervisorFunctions>(
    method: Method,
    ...args: Parameters<SupervisorFunctions[Method]>
  ): Promise<Awaited<ReturnType<SupervisorFunctions[Method]>>> {
    // Read only when it is shown: mapping a stack to the sources takes milliseconds.
    const asked = new Error('asked')
    const { socket, channel } = await this.#connected()
    if (++this.#pending === 1) socket.ref()
    try {
      const answer: unknown = await channel.remote.$call(method as never, ...(args as never))
      return answer as never
    } catch (error) {
      // The stack of the caller, not that of the arrival of the response.
      throw withCalls(error as Error, asked.stack)
    } finally {
      if (--this.#pending === 0) socket.unref()
    }
  }

  async #connected(): Promise<Link> {
    if (this.#loss !== undefined) throw copyLoss(this.#loss)
    this.#link ??= this.#open()
    try {
      return await this.#link
    } catch (error) {
      this.#link = undefined
      throw error
    }
  }

  async #open(): Promise<Link> {
    // Determined once: a worker whose runner is gone must not join another run.
    const rendezvous = (this.#rendezvous ??= findRendezvous())
    const connection = await this.#reach(rendezvous)
    const { socket, logFile } = connection
    const lose = (reason: string | undefined): void => {
      // A supervisor that exits by itself removes its folder first.
      const isLoss = reason !== closed && hasHadProcesses(rendezvous)
      const why = reason ?? (isLoss ? 'it was killed, or crashed' : 'the run has ended')
      const error = describeLost(logFile, why)
      channel.close(error)
      socket.destroy()
      if (this.#socket !== socket) return // connected again already
      this.#link = undefined
      this.#socket = undefined
      if (isLoss) this.#loss = error
      for (const watcher of this.#watchers.values()) watcher.lost(copyLoss(error))
      this.#watchers.clear()
    }
    const functions: ClientFunctions = {
      callBack: (name) => this.callBack(name),
      changed: (lease, snapshot) => this.changed(lease, snapshot),
      crashed: (lease, error) => this.crashed(lease, error),
      startsSlowly: (start) => this.startsSlowly(start),
      printed: (name, stream, line) => this.printed(name, stream, line),
    }
    const channel = openChannel<SupervisorFunctions>(socket, functions, {
      onGarbage: ({ message }) => lose(message),
    })
    socket.on('error', () => undefined)
    socket.once('close', () => lose(undefined))
    socket.unref()
    this.#socket = socket
    // From here on the end of the root is the end of the run.
    if (this.#role === 'root') channel.remote.stay.asEvent().catch(() => undefined)
    return { ...connection, channel, lose }
  }

  async #reach(rendezvous: Rendezvous): Promise<Connection> {
    try {
      return await connect(this.#role, rendezvous)
    } catch (error) {
      const isLoss = error instanceof SupervisorError && !isPassing(error)
      if (isLoss && hasHadProcesses(rendezvous)) this.#loss = error
      throw error
    }
  }
}
