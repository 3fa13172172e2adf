import { readdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { SupervisorError } from '../errors/index.js'
import { OwnFolder } from '../internal/own-folder.js'
import { runFiles } from '../internal/run-files.js'
import { findSocketPathFault } from '../internal/socket-path.js'
import type { Rendezvous } from './rendezvous.js'

/** The open folder of a run, through which all of its files are accessed. */
export type RunFolder = OwnFolder

/**
 * Creates the folder of a run.
 *
 * @returns `undefined` when another process has created it
 * @throws {@link SupervisorError} when it cannot be created, or the existing one is not private to this user
 */
export function claimFolder({ folder }: Pick<Rendezvous, 'folder'>): RunFolder | undefined {
  try {
    return OwnFolder.make(folder, 0o700)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      openRunFolder({ folder })?.close()
      return undefined
    }
    const { message } = cause as Error
    throw new SupervisorError(
      `Cannot create the folder of the run's supervisor: ${message}`,
      { logFile: undefined },
      { cause },
    )
  }
}

/**
 * Opens the folder of a run, if no other user can read it.
 *
 * @returns `undefined` when there is none
 * @throws {@link SupervisorError} when it is not private to this user
 */
export function openRunFolder({ folder }: Pick<Rendezvous, 'folder'>): RunFolder | undefined {
  try {
    const found = OwnFolder.open(folder)
    if (found?.isPrivate) return found
    found?.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  throw new SupervisorError(
    `Cannot start or join the run's supervisor: ${folder} already exists, and is not a folder that only this user can open`,
    { logFile: undefined },
  )
}

/**
 * The path of its socket, to listen on or to connect to.
 *
 * @throws {@link SupervisorError} when the path is too long, and there is no shorter one
 */
export function findSocket(folder: RunFolder, rendezvous: Rendezvous): string {
  if (process.platform === 'win32') return rendezvous.socket
  const path = folder.at('socket')
  const fault = findSocketPathFault(path)
  if (fault === undefined) return path
  throw new SupervisorError(
    `Cannot start or join the run's supervisor: ${fault}; set TMPDIR to a folder with a shorter path`,
    { logFile: undefined },
  )
}

/**
 * Removes the folder of a run. A folder without a token is not one, whatever its name.
 *
 * @returns why it was not removed
 */
export function removeRunFolder(folder: RunFolder): Error | undefined {
  try {
    const names = readdirSync(folder.place)
    if (names.length > 0 && !hasToken(folder))
      return new Error(`${folder.path} is not the folder of a run`)
    // The token is the proof, so it is removed last.
    for (const name of runFiles) if (names.includes(name)) unlinkSync(folder.at(name))
    if (folder.isInPlace) rmdirSync(folder.path)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : (error as Error)
  }
}

function hasToken(folder: RunFolder): boolean {
  return /^[0-9a-f]{64}$/.test(readFileSync(folder.at('token'), 'utf8'))
}
