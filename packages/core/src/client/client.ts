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
  supervisorFailure,
  type SupervisorFunctions,
  type TestMessage,
} from '../protocol/index.js'
import { withCalls } from '../internal/stack.js'
import { connect, type Connection } from '../link/index.js'

interface Link extends Connection {
  readonly channel: Channel<SupervisorFunctions>
  /** Every call under way rejects with this reason; the next one connects again, unless the run has lost processes. */
  lose(reason: string): void
}

/** Why a connection is lost that nobody needs any more. */
const closed = 'it was closed'

/** Shows people what happens; a root's is told. */
export type Spectator = Partial<Pick<ClientFunctions, 'startsSlowly' | 'printed'>>

/** Is told what happens to a process that is held. */
export interface Watcher {
  changed(snapshot: Snapshot): void
  crashed(error: ProcessCrashedError): void
  /** The supervisor is gone, and with it the process. */
  lost(error: SupervisorError): void
}

/** This process, or thread, as a client of its run's supervisor: connected on first use. */
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

  /** Whether the supervisor has let this client in. */
  get isConnected(): boolean {
    return this.#socket !== undefined
  }

  /** Connects; resolves with the path of the supervisor's log. */
  async connect(): Promise<string> {
    return (await this.#connected()).logFile
  }

  /**
   * Why the supervisor is known to be gone that has had processes of this run: it was killed, or crashed, and they are
   * gone with it. There is no other for this run.
   */
  get loss(): SupervisorError | undefined {
    return this.#loss
  }

  /** Finds out whether the run has lost its supervisor, also when nothing was asked of it for a while. */
  async findLoss(): Promise<SupervisorError | undefined> {
    // Where there never was a process nothing can be lost, and no supervisor needs to be started to say so.
    if (this.#loss === undefined && hasHadProcesses((this.#rendezvous ??= findRendezvous())))
      await this.#ask('settle').catch(() => undefined)
    return this.#loss
  }

  /** A new name for a lease; the watcher is told what happens to the process as long as it is held. */
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

  /** Waits for the end of what was released without waiting: by lease how it ended, where that was not asked for. */
  async settle(): Promise<ReadonlyMap<string, Error>> {
    if (!this.isConnected) return new Map()
    const ends = await this.#ask('settle')
    return new Map(ends.map(({ lease, error }) => [lease, decodeError(error)]))
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

  async endRun(): Promise<RunSummary> {
    try {
      return await this.#ask('endRun')
    } finally {
      // It is about to leave: who asks for something now belongs to another run.
      if (this.#role === 'root') await this.close()
    }
  }

  /** Gives a function a name by which the supervisor can call it, while `run` runs. */
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

  /** Ends the connection, and with it every lease. */
  async close(): Promise<void> {
    const link = await this.#link?.catch(() => undefined)
    link?.lose(closed)
  }

  /** Restarts the processes that have crashed or were started from files which have changed, and what refers to them. */
  restartChanged(): Promise<void> {
    return this.#ask('restartChanged')
  }

  /** From here on the spectator is told every line that any process prints. */
  followOutput(): Promise<void> {
    return this.#ask('followOutput')
  }

  /** For the report of the run: tests have begun or ended. */
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

  /** An open connection must not keep this process alive, but one that is waited on must. */
  async #ask<Method extends keyof SupervisorFunctions>(
    method: Method,
    ...args: Parameters<SupervisorFunctions[Method]>
  ): Promise<Awaited<ReturnType<SupervisorFunctions[Method]>>> {
    // Its stack is written down only where it is shown: to map it to the sources takes milliseconds.
    const asked = new Error('asked')
    const { socket, channel } = await this.#connected()
    if (++this.#pending === 1) socket.ref()
    try {
      const answer: unknown = await channel.remote.$call(method as never, ...(args as never))
      return answer as never
    } catch (error) {
      // The stack of whoever asked, not that of the answer's arrival.
      throw withCalls(error as Error, asked.stack)
    } finally {
      if (--this.#pending === 0) socket.unref()
    }
  }

  async #connected(): Promise<Link> {
    if (this.#loss !== undefined) throw copyError(this.#loss)
    this.#link ??= this.#open()
    try {
      return await this.#link
    } catch (error) {
      this.#link = undefined
      throw error
    }
  }

  async #open(): Promise<Link> {
    // Once and for all: a worker whose runner is gone does not look for another.
    const rendezvous = (this.#rendezvous ??= findRendezvous())
    const connection = await this.#reach(rendezvous)
    const { socket, logFile } = connection
    const lose = (reason: string | undefined): void => {
      // One that leaves by itself has removed its folder before.
      const isLoss = reason !== closed && hasHadProcesses(rendezvous)
      const why = reason ?? (isLoss ? 'it was killed, or crashed' : 'the run has ended')
      const error = describeLost(logFile, why)
      channel.close(error)
      socket.destroy()
      if (this.#socket !== socket) return // there is another already
      this.#link = undefined
      this.#socket = undefined
      if (isLoss) this.#loss = error
      for (const watcher of this.#watchers.values()) watcher.lost(copyError(error))
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
    // From here on its end is the end of the run.
    if (this.#role === 'root') channel.remote.stay.asEvent().catch(() => undefined)
    return { ...connection, channel, lose }
  }

  async #reach(rendezvous: Rendezvous): Promise<Connection> {
    try {
      return await connect(this.#role, rendezvous)
    } catch (error) {
      if (error instanceof SupervisorError && hasHadProcesses(rendezvous)) this.#loss = error
      throw error
    }
  }
}

function describeLost(logFile: string, reason: string): SupervisorError {
  return supervisorFailure(
    `The run's supervisor was lost: ${reason}; the processes it held are gone`,
    logFile,
  )
}

/** Whoever gets it may write a place or a test into it. */
function copyError({ message, logFile }: SupervisorError): SupervisorError {
  return new SupervisorError(message, { logFile })
}
