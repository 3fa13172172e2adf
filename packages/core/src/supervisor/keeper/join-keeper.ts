import {
  type Connection,
  type KeptProject,
  readSupervisorTimeout,
  spawnKeeper,
  timeoutAdvice,
  tryToConnect,
} from '../../link/index.js'
import { fingerprint } from '../../declaration/index.js'
import { formatDuration, SupervisorError } from '../../errors/index.js'
import { Deadline, pause } from '../../internal/clock.js'
import { tryLock } from '../../internal/lock.js'
import { readOwnVersion } from '../../internal/own-package.js'
import { isAlive } from '../../process/index.js'
import {
  findProject,
  listRendezvous,
  openRunFolder,
  type Rendezvous,
} from '../../protocol/index.js'

const lookInterval = 5

/**
 * Connects to the keeper of a project folder: the supervisor that belongs to no run, and holds processes that outlive
 * runs. The first run that needs it starts it; it exits when it has nothing to keep.
 *
 * @throws {@link SupervisorError} when it cannot be started, or does not respond
 */
export async function joinKeeper(folder: string): Promise<Connection> {
  const deadline = new Deadline(readSupervisorTimeout())
  const keeps = describeProject(folder)
  const unlock = await lock(`keeper-${process.getuid?.()}-${fingerprint(keeps)}`, deadline)
  try {
    return (await findKeeper(keeps, deadline)) ?? (await startKeeper(keeps, deadline))
  } finally {
    unlock()
  }
}

/** A keeper serves only runs with the same version of this package and of Node, in the same folder. */
function describeProject(folder: string): KeptProject {
  return { folder, key: JSON.stringify([readOwnVersion(), process.version, folder]) }
}

/** Two runs that begin at once start one keeper. */
async function lock(name: string, deadline: Deadline): Promise<() => void> {
  for (;;) {
    const unlock = await tryLock(name)
    if (unlock !== undefined) return unlock
    if (deadline.remaining === 0)
      throw describeSilence('another run did not finish starting it', deadline)
    await pause(lookInterval)
  }
}

async function findKeeper(
  { key }: KeptProject,
  deadline: Deadline,
): Promise<Connection | undefined> {
  for (const rendezvous of listRendezvous()) {
    if (readProject(rendezvous) !== key || !isAlive(rendezvous.runner)) continue
    const outcome = await tryToConnect(rendezvous, 'run', deadline)
    if ('socket' in outcome) return outcome // otherwise it is about to exit
  }
  return undefined
}

/** The folder of another user is not that of a keeper. */
function readProject(rendezvous: Rendezvous): string | undefined {
  try {
    const folder = openRunFolder(rendezvous)
    const project = folder && findProject(folder)
    folder?.close()
    return project
  } catch {
    return undefined
  }
}

async function startKeeper(keeps: KeptProject, deadline: Deadline): Promise<Connection> {
  const { failed } = await spawnKeeper(keeps)
  while (deadline.remaining > 0) {
    const failure = await Promise.race([pause(lookInterval), failed])
    if (failure !== undefined) throw failure
    const connection = await findKeeper(keeps, deadline)
    if (connection !== undefined) return connection
  }
  throw describeSilence('it did not answer', deadline)
}

function describeSilence(reason: string, { timeout }: Deadline): SupervisorError {
  return new SupervisorError(
    `Cannot join the supervisor that keeps processes between runs: ${reason} within ${formatDuration(timeout)}; ${timeoutAdvice}`,
    { logFile: undefined },
  )
}
