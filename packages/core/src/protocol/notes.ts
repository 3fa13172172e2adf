import { readFileSync, writeFileSync } from 'node:fs'
import { readStartTime, type Rendezvous, type RunnerIdentity } from './rendezvous.js'
import { openRunFolder, type RunFolder } from './run-folder.js'

/** Writes down where the supervisor's log is, for those who come when it is gone. */
export function noteLogFile(folder: RunFolder, logFile: string): void {
  note(folder, 'log', logFile)
}

/** The supervisor's log, if somebody has written down where it is. */
export function findLogFile(folder: RunFolder): string | undefined {
  return find(folder, 'log')
}

/** Writes down that the run has had a process: whose supervisor is killed from here on has lost something. */
export function noteFirstProcess(folder: RunFolder): void {
  note(folder, 'first-process', '')
}

/** Whether the run of a supervisor that has not left by itself has had a process. */
export function hasHadProcesses(rendezvous: Pick<Rendezvous, 'folder'>): boolean {
  try {
    const folder = openRunFolder(rendezvous)
    const isNoted = folder !== undefined && find(folder, 'first-process') !== undefined
    folder?.close()
    return isNoted
  } catch {
    return false // it belongs to somebody else
  }
}

/** Writes down for which project a supervisor keeps processes between its runs. */
export function noteProject(folder: RunFolder, project: string): void {
  note(folder, 'project', project)
}

/** The project for which a supervisor keeps processes between its runs, if it is one that does. */
export function findProject(folder: RunFolder): string | undefined {
  return find(folder, 'project')
}

/** Writes down who is to be the supervisor, for those who wait for it. */
export function noteSupervisor(folder: RunFolder, pid: number): void {
  note(folder, 'pid', `${pid} ${readStartTime(pid)}`)
}

/** Who is to be the supervisor, if somebody has started one. */
export function findSupervisor(folder: RunFolder): RunnerIdentity | undefined {
  const [pid, startTime = ''] = find(folder, 'pid')?.split(' ') ?? []
  return pid === undefined ? undefined : { pid: Number(pid), startTime }
}

/** Makes up the secret of a rendezvous. Another process may have done it, and died before it could go on. */
export function writeToken(folder: RunFolder): void {
  const token = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  try {
    writeFileSync(folder.at('token'), token, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The secret of a rendezvous, once there is one. */
export function readToken(folder: RunFolder): string | undefined {
  return find(folder, 'token')
}

function note(folder: RunFolder, name: string, text: string): void {
  writeFileSync(folder.at(name), text, { mode: 0o600 })
}

function find(folder: RunFolder, name: string): string | undefined {
  try {
    return readFileSync(folder.at(name), 'utf8')
  } catch {
    return undefined
  }
}
