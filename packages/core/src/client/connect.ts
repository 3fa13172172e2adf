import { readFileSync } from 'node:fs'
import { connect as connectSocket, type Socket } from 'node:net'
import { SupervisorError } from '../errors/index.js'
import { Deadline, pause } from '../internal/clock.js'
import {
  assertPrivate,
  claimFolder,
  findLogFile,
  findRendezvous,
  protocolVersion,
  readFrames,
  toFrame,
  type Hello,
  type Rendezvous,
  type Welcome,
} from '../protocol/index.js'

/** A connection on which the supervisor has said welcome. */
export interface Connection {
  readonly socket: Socket
  readonly logFile: string
}

const connectTimeout = 15_000
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
  const deadline = new Deadline(connectTimeout)
  let spawned: Promise<SupervisorError> | undefined
  let refusedSince = Infinity
  for (let wait = 1; ; wait = Math.min(wait * 2, longestPause)) {
    const outcome = await tryToConnect(rendezvous, role, deadline)
    if (typeof outcome === 'object') return outcome
    const { elapsed } = deadline
    refusedSince = outcome === 'absent' ? Infinity : Math.min(refusedSince, elapsed)
    if (elapsed - refusedSince > refusalPatience)
      throw outcome === 'refused' ? describeLost(rendezvous) : describeFull(rendezvous)
    if (elapsed > connectTimeout) throw describeSilence(rendezvous, deadline)
    const isFirst = outcome === 'absent' && claimFolder(rendezvous)
    if (isFirst || (spawned === undefined && elapsed > spawnPatience)) {
      const { spawnSupervisor } = await import('./spawn-supervisor.js')
      spawned = spawnSupervisor(rendezvous)
    }
    const failure = await Promise.race([pause(wait), ...(spawned === undefined ? [] : [spawned])])
    if (failure !== undefined) throw failure
  }
}

/** Starts the supervisor without waiting for it, so that it boots while the runner does. */
export async function prepareSupervisor(): Promise<void> {
  const rendezvous = findRendezvous()
  if (!claimFolder(rendezvous)) return
  const { spawnSupervisor } = await import('./spawn-supervisor.js')
  void spawnSupervisor(rendezvous)
}

/** `dropped`: somebody listens, but closes the connection without a word. */
type Outcome = Connection | 'absent' | 'refused' | 'dropped'

/**
 * One attempt.
 *
 * @throws {@link SupervisorError} when the supervisor does not answer in time, or speaks another version
 */
export async function tryToConnect(
  rendezvous: Rendezvous,
  role: Hello['role'],
  deadline: Deadline,
): Promise<Outcome> {
  let token: string
  try {
    token = readFileSync(rendezvous.tokenFile, 'utf8')
  } catch {
    return 'absent'
  }
  // Whoever could write the token could also listen, and would be told our environment.
  assertPrivate(rendezvous)
  const socket = connectSocket(rendezvous.socket)
  const patience = Math.max(deadline.remaining, 1)
  socket.setTimeout(patience, () => socket.destroy(describeSilence(rendezvous, deadline)))
  try {
    return await greet(socket, { token, role, protocol: protocolVersion })
  } catch (error) {
    socket.destroy()
    if (error instanceof SupervisorError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'absent'
    return code === 'ECONNREFUSED' ? 'refused' : 'dropped'
  }
}

function greet(socket: Socket, hello: Hello): Promise<Connection> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The supervisor closed the connection')))
    socket.once('connect', () => socket.write(toFrame(hello)))
    const onFirst = (frame: string): void => {
      socket.removeAllListeners()
      socket.setTimeout(0)
      const answer = JSON.parse(frame) as Welcome
      if ('welcome' in answer) resolve({ socket, logFile: answer.welcome.logFile })
      else reject(describeRefusal(answer.refused))
    }
    readFrames(socket, onFirst, reject)
  })
}

function describeRefusal({ reason, protocol }: { reason: string; protocol: number }): Error {
  // A folder that was made anew since its token was read: the next attempt reads the right one.
  if (protocol === protocolVersion) return new Error(reason)
  return new SupervisorError(
    `The supervisor of this run speaks version ${protocol} of the protocol, and this client version ${protocolVersion}: ` +
      'two versions of @mirakuru/core are installed; update them together',
    { logFile: undefined },
  )
}

function describeLost(rendezvous: Rendezvous): SupervisorError {
  const { folder } = rendezvous
  return describeFailure(
    rendezvous,
    `The supervisor of this run is gone, and every process it held with it: somebody must have killed it (nobody listens in ${folder})`,
  )
}

/** Node accepts on a spare descriptor then, and closes at once (libuv's uv__emfile_trick). */
function describeFull(rendezvous: Rendezvous): SupervisorError {
  return describeFailure(
    rendezvous,
    'The supervisor of this run lets nobody in any more: it closes connections without a word, as one does that has too many files open; raise the limit (ulimit -n) or start fewer processes at once',
  )
}

function describeSilence(rendezvous: Rendezvous, { timeout }: Deadline): SupervisorError {
  const reason = `The supervisor did not answer within ${timeout / 1000} s`
  return describeFailure(rendezvous, reason)
}

function describeFailure(rendezvous: Rendezvous, reason: string): SupervisorError {
  const logFile = findLogFile(rendezvous)
  const log = logFile === undefined ? '' : `\n  its log: ${logFile}`
  return new SupervisorError(`${reason}${log}`, { logFile })
}
