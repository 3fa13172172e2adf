import { readdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { SupervisorError } from '../errors/index.js'
import { OwnFolder } from '../internal/own-folder.js'
import { runFiles } from '../internal/run-files.js'
import { findSocketPathFault } from '../internal/socket-path.js'
import type { Rendezvous } from './rendezvous.js'

/** The folder of a run, by which all of its files are reached. */
export type RunFolder = OwnFolder

/**
 * Makes the folder; `undefined` when somebody else was first.
 *
 * @throws {@link SupervisorError} when it cannot be made, or what is there is not this user's alone
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
      `Cannot make the folder of the run's supervisor: ${message}`,
      { logFile: undefined },
      { cause },
    )
  }
}

/**
 * Whoever made the folder before us could read everything in it.
 *
 * @returns `undefined` when there is none
 * @throws {@link SupervisorError} when it is not this user's alone
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
    `Cannot start or join the run's supervisor: ${folder} is there already, and is not a folder that only this user can open`,
    { logFile: undefined },
  )
}

/**
 * How its socket is reached, to listen there or to connect.
 *
 * @throws {@link SupervisorError} when its path is too long, where there is no shorter one
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
 * Removes the folder of a run, and nothing that is not part of one: a name alone proves nothing.
 *
 * @returns why it is left
 */
export function removeRunFolder(folder: RunFolder): Error | undefined {
  try {
    const names = readdirSync(folder.place)
    if (names.length > 0 && !hasToken(folder))
      return new Error(`${folder.path} is not that of a run`)
    // The token is the proof, and so goes last.
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
