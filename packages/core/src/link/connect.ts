import { connect as connectSocket, type Socket } from 'node:net'
import { formatDuration, SupervisorError } from '../errors/index.js'
import { after, Deadline, pause } from '../internal/clock.js'
import {
  claimFolder,
  findLogFile,
  findRendezvous,
  findSocket,
  findSupervisor,
  openRunFolder,
  protocolVersion,
  readFrames,
  readStartTime,
  readToken,
  supervisorFailure,
  toFrame,
  type Hello,
  type Rendezvous,
  type RunFolder,
  type Welcome,
} from '../protocol/index.js'
import { readSupervisorTimeout, timeoutAdvice } from './supervisor-timeout.js'

/** A connection that the supervisor has accepted. */
export interface Connection {
  readonly socket: Socket
  readonly logFile: string
}

/** How long a client may take to start the supervisor before another takes over. Milliseconds. */
const spawnPatience = 3_000
/** How long a socket may refuse connections: between `bind` and `listen`, and between two supervisors. Milliseconds. */
const refusalPatience = 1_000
const longestPause = 3
/** Errors of a supervisor that lives. */
const passing = new WeakSet<Error>()

/** Whether the supervisor was only too busy, and the run can go on. */
export function isPassing(error: Error): boolean {
  return passing.has(error)
}

/**
 * Connects to the supervisor of a run; the first client starts it.
 *
 * @throws {@link SupervisorError} when it does not start or respond, was lost, or has another version
 */
export async function connect(role: Hello['role'], rendezvous: Rendezvous): Promise<Connection> {
  const deadline = new Deadline(readSupervisorTimeout())
  const boot = new Boot(rendezvous)
  let refusedSince = Infinity
  for (let wait = 1; ; wait = Math.min(wait * 2, longestPause)) {
    const outcome = await tryToConnect(rendezvous, role, deadline)
    if ('socket' in outcome) return outcome
    const { elapsed } = deadline
    const isRefused = outcome.is === 'refused' || outcome.is === 'turned away'
    refusedSince = isRefused ? Math.min(refusedSince, elapsed) : Infinity
    if (elapsed - refusedSince > refusalPatience) {
      const error = failure(rendezvous, describeRefusal(outcome, rendezvous))
      if (outcome.is === 'turned away') passing.add(error)
      throw error
    }
    if (deadline.remaining === 0) throw failure(rendezvous, describeSilence(deadline))
    if (outcome.is === 'absent') await boot.seeToIt()
    const fault = await Promise.race([pause(wait), ...boot.failures])
    if (fault !== undefined) throw fault
  }
}

/**
 * Starts the supervisor of the run without waiting for it, so that it boots while the runner does.
 *
 * @throws {@link SupervisorError} when the folder of the run cannot be used
 */
export async function prepareSupervisor(): Promise<void> {
  await new Boot(findRendezvous()).seeToIt()
}

/** The start of a supervisor, by the first client. */
class Boot {
  readonly #rendezvous: Rendezvous
  readonly #isForsaken: () => boolean
  /** Resolve with the error of a supervisor that was started here and ended before a client could connect. */
  readonly failures: Promise<SupervisorError>[] = []

  constructor(rendezvous: Rendezvous) {
    this.#rendezvous = rendezvous
    const begun = new Deadline(spawnPatience)
    this.#isForsaken = () => begun.remaining === 0
  }

  /**
   * Starts the supervisor, unless another client does.
   *
   * @throws {@link SupervisorError} when the folder of the run cannot be used
   */
  async seeToIt(): Promise<void> {
    const folder = claimFolder(this.#rendezvous) ?? this.#takeOver()
    if (folder === undefined) return
    try {
      const { spawnSupervisor } = await import('./spawn-supervisor.js')
      this.failures.push(spawnSupervisor(this.#rendezvous, folder))
    } catch (error) {
      // Removed by a supervisor that is ending: the next attempt creates it again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    } finally {
      folder.close()
    }
  }

  /** Opens the folder if the client that created it has died before it could continue. */
  #takeOver(): RunFolder | undefined {
    if (this.failures.length > 0 || !this.#isForsaken()) return undefined
    const folder = openRunFolder(this.#rendezvous)
    const begun = folder && findSupervisor(folder)
    if (begun === undefined || readStartTime(begun.pid) !== begun.startTime) return folder
    folder?.close() // it is alive, but slow on a busy machine
    return undefined
  }
}

/** Why an attempt has not resulted in a connection. */
type Obstacle =
  /** There is no supervisor, yet or any more. */
  | { readonly is: 'absent' }
  /** Its queue of connections is full. */
  | { readonly is: 'busy' }
  /** No process listens. */
  | { readonly is: 'refused' }
  /** The listener closes the connection, with or without a reason. */
  | { readonly is: 'turned away'; readonly reason: string | undefined }

/**
 * Attempts once to connect.
 *
 * @throws {@link SupervisorError} when the supervisor does not respond in time, or has another version
 */
export async function tryToConnect(
  rendezvous: Rendezvous,
  role: Hello['role'],
  deadline: Deadline,
): Promise<Connection | Obstacle> {
  // A process that could write the token could also listen, and would get our environment.
  const folder = openRunFolder(rendezvous)
  if (folder === undefined) return { is: 'absent' }
  let socket: Socket
  let token: string | undefined
  try {
    token = readToken(folder)
    if (token === undefined) return { is: 'absent' }
    socket = connectSocket(findSocket(folder, rendezvous))
  } finally {
    folder.close() // the kernel has resolved the path by now
  }
  try {
    const answer = await greet(socket, { token, role, protocol: protocolVersion }, deadline)
    if ('welcome' in answer) return { socket, logFile: answer.welcome.logFile }
    return { is: 'turned away', reason: readRefusal(answer.refused) }
  } catch (error) {
    socket.destroy()
    if (error instanceof SilenceError) throw failure(rendezvous, describeSilence(deadline))
    if (error instanceof SupervisorError) throw error
    return readObstacle(error as NodeJS.ErrnoException)
  }
}

function readObstacle({ code }: NodeJS.ErrnoException): Obstacle {
  if (code === 'ENOENT') return { is: 'absent' }
  if (code === 'EAGAIN') return { is: 'busy' } // connect(2): the queue is full
  return code === 'ECONNREFUSED' ? { is: 'refused' } : { is: 'turned away', reason: undefined }
}

class SilenceError extends Error {}

function greet(socket: Socket, hello: Hello, { remaining }: Deadline): Promise<Welcome> {
  return new Promise((resolve, reject) => {
    // If this process itself was blocked, the response may have arrived unread: the event loop gets one more turn.
    const late = after(Math.max(remaining, 1), () => after(1, () => reject(new SilenceError())))
    const settle =
      <T>(finish: (value: T) => void) =>
      (value: T): void => {
        late()
        finish(value)
      }
    socket.once('error', settle(reject))
    socket.once('close', () => settle(reject)(new Error('The supervisor closed the connection')))
    socket.once('connect', () => socket.write(toFrame(hello)))
    const onFirst = (frame: string): void => {
      socket.removeAllListeners()
      settle(resolve)(JSON.parse(frame) as Welcome)
    }
    readFrames(socket, onFirst, settle(reject))
  })
}

/** @throws {@link SupervisorError} when it has another version */
function readRefusal({ reason, protocol }: { reason: string; protocol: number }): string {
  // The folder was created again since its token was read: the next attempt reads the right one.
  if (protocol === protocolVersion) return reason
  throw new SupervisorError(
    `The supervisor of this run speaks version ${protocol} of the protocol, and this client version ${protocolVersion}: ` +
      'two versions of @mirakuru/core are installed; update them together',
    { logFile: undefined },
  )
}

function describeRefusal(outcome: Obstacle, { folder }: Rendezvous): string {
  if (outcome.is !== 'turned away')
    return `The run's supervisor was lost: it was killed, or crashed; the processes it held are gone (no process listens in ${folder})`
  if (outcome.reason !== undefined)
    return `The supervisor of this run rejects this client: ${outcome.reason} (${folder})`
  // Without free descriptors Node accepts on a spare one and closes at once (libuv's uv__emfile_trick).
  return 'The supervisor of this run closes every new connection, most likely because it has too many open files; raise the limit (ulimit -n) or start fewer processes at once'
}

function describeSilence({ timeout }: Deadline): string {
  return `The supervisor did not answer within ${formatDuration(timeout)}; ${timeoutAdvice}`
}

function failure(rendezvous: Rendezvous, reason: string): SupervisorError {
  const folder = openRunFolder(rendezvous)
  const logFile = folder && findLogFile(folder)
  folder?.close()
  return supervisorFailure(reason, logFile)
}
