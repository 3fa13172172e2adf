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

/** A connection on which the supervisor has said welcome. */
export interface Connection {
  readonly socket: Socket
  readonly logFile: string
}

/** After this long without a sign of life the one who began to start the supervisor is taken for dead. */
const spawnPatience = 3_000
/** Between `bind` and `listen`, and while one supervisor makes way for the next, a socket refuses connections. */
const refusalPatience = 1_000
const longestPause = 10

/**
 * Connects to the supervisor of a run; the first client starts it.
 *
 * @throws {@link SupervisorError} when it does not start, was lost, or speaks another version
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
    if (elapsed - refusedSince > refusalPatience)
      throw failure(rendezvous, describeRefusal(outcome, rendezvous))
    if (deadline.remaining === 0) throw failure(rendezvous, describeSilence(deadline))
    if (outcome.is === 'absent') await boot.seeToIt()
    const fault = await Promise.race([pause(wait), ...boot.failures])
    if (fault !== undefined) throw fault
  }
}

/** Starts the supervisor without waiting for it, so that it boots while the runner does. */
export async function prepareSupervisor(): Promise<void> {
  await new Boot(findRendezvous()).seeToIt()
}

/** The start of a supervisor: by whoever is first. */
class Boot {
  readonly #rendezvous: Rendezvous
  readonly #isForsaken: () => boolean
  /** Resolve with why one that was started here is gone, before anybody could connect. */
  readonly failures: Promise<SupervisorError>[] = []

  constructor(rendezvous: Rendezvous) {
    this.#rendezvous = rendezvous
    const begun = new Deadline(spawnPatience)
    this.#isForsaken = () => begun.remaining === 0
  }

  /**
   * There is none: starts it, if that is nobody else's duty.
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
      // A supervisor that ends just now has removed it: the next attempt makes it anew.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    } finally {
      folder.close()
    }
  }

  /** Whoever made the folder may have died before it could go on. */
  #takeOver(): RunFolder | undefined {
    if (this.failures.length > 0 || !this.#isForsaken()) return undefined
    const folder = openRunFolder(this.#rendezvous)
    const begun = folder && findSupervisor(folder)
    if (begun === undefined || readStartTime(begun.pid) !== begun.startTime) return folder
    folder?.close() // on a busy machine it takes its time
    return undefined
  }
}

/** Why an attempt has not led to a connection. */
type Obstacle =
  /** There is no supervisor yet, or not any more. */
  | { readonly is: 'absent' }
  /** One that is busy lets us wait. */
  | { readonly is: 'busy' }
  /** Nobody listens. */
  | { readonly is: 'refused' }
  /** Somebody listens, but closes the connection, if at all with a word. */
  | { readonly is: 'turned away'; readonly reason: string | undefined }

/**
 * One attempt.
 *
 * @throws {@link SupervisorError} when the supervisor does not answer in time, or speaks another version
 */
export async function tryToConnect(
  rendezvous: Rendezvous,
  role: Hello['role'],
  deadline: Deadline,
): Promise<Connection | Obstacle> {
  // Whoever could write the token could also listen, and would be told our environment.
  const folder = openRunFolder(rendezvous)
  if (folder === undefined) return { is: 'absent' }
  let socket: Socket
  let token: string | undefined
  try {
    token = readToken(folder)
    if (token === undefined) return { is: 'absent' }
    socket = connectSocket(findSocket(folder, rendezvous))
  } finally {
    folder.close() // the kernel has looked up the path by now
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
  if (code === 'EAGAIN') return { is: 'busy' } // connect(2): too many wait already
  return code === 'ECONNREFUSED' ? { is: 'refused' } : { is: 'turned away', reason: undefined }
}

class SilenceError extends Error {}

function greet(socket: Socket, hello: Hello, { remaining }: Deadline): Promise<Welcome> {
  return new Promise((resolve, reject) => {
    // Where this process itself was held up, the answer may be there unread: only after one more look is it too late.
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

/** @throws {@link SupervisorError} when it speaks another version */
function readRefusal({ reason, protocol }: { reason: string; protocol: number }): string {
  // A folder that was made anew since its token was read: the next attempt reads the right one.
  if (protocol === protocolVersion) return reason
  throw new SupervisorError(
    `The supervisor of this run speaks version ${protocol} of the protocol, and this client version ${protocolVersion}: ` +
      'two versions of @mirakuru/core are installed; update them together',
    { logFile: undefined },
  )
}

function describeRefusal(outcome: Obstacle, { folder }: Rendezvous): string {
  if (outcome.is !== 'turned away')
    return `The run's supervisor was lost: it was killed, or crashed; the processes it held are gone (nobody listens in ${folder})`
  if (outcome.reason !== undefined)
    return `The supervisor of this run does not let this client in: ${outcome.reason} (${folder})`
  // Node accepts on a spare descriptor then, and closes at once (libuv's uv__emfile_trick).
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
