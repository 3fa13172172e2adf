import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rendezvous } from './rendezvous.js'

/** Writes down where the supervisor's log is, for those who come when it is gone. */
export function noteLogFile(rendezvous: Rendezvous, logFile: string): void {
  note(rendezvous, 'log', logFile)
}

/** The supervisor's log, as far as anybody has written down where it is. */
export function findLogFile(rendezvous: Rendezvous): string | undefined {
  return find(rendezvous, 'log')
}

/** Writes down for which project a supervisor keeps processes between its runs. */
export function noteProject(rendezvous: Rendezvous, project: string): void {
  note(rendezvous, 'project', project)
}

/** The project for which a supervisor keeps processes between its runs, if it is one that does. */
export function findProject(rendezvous: Rendezvous): string | undefined {
  return find(rendezvous, 'project')
}

/** Makes up the secret of a rendezvous. Another process may have done it, and died before it could go on. */
export function writeToken({ tokenFile }: Rendezvous): void {
  const token = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  try {
    writeFileSync(tokenFile, token, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function note({ folder }: Rendezvous, name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
}

function find({ folder }: Rendezvous, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}
