import { readFileSync, writeFileSync } from 'node:fs'
import { readStartTime, type Rendezvous, type RunnerIdentity } from './rendezvous.js'
import { openRunFolder, type RunFolder } from './run-folder.js'

/** Records the path of the supervisor's log, for clients that find the supervisor gone. */
export function noteLogFile(folder: RunFolder, logFile: string): void {
  note(folder, 'log', logFile)
}

/** The path of the supervisor's log, if it was recorded. */
export function findLogFile(folder: RunFolder): string | undefined {
  return find(folder, 'log')
}

/** Records that the run has had a process: if its supervisor is killed from here on, processes are lost. */
export function noteFirstProcess(folder: RunFolder): void {
  note(folder, 'first-process', '')
}

/** Whether the run has had a process; `false` once its supervisor has exited by itself and removed its folder. */
export function hasHadProcesses(rendezvous: Pick<Rendezvous, 'folder'>): boolean {
  try {
    const folder = openRunFolder(rendezvous)
    const isNoted = folder !== undefined && find(folder, 'first-process') !== undefined
    folder?.close()
    return isNoted
  } catch {
    return false // it belongs to another user
  }
}

/** Records the project for which a supervisor keeps processes between runs. */
export function noteProject(folder: RunFolder, project: string): void {
  note(folder, 'project', project)
}

/** The project for which a supervisor keeps processes between runs, if it does. */
export function findProject(folder: RunFolder): string | undefined {
  return find(folder, 'project')
}

/** Records the process that will be the supervisor, for clients that wait for it. */
export function noteSupervisor(folder: RunFolder, pid: number): void {
  note(folder, 'pid', `${pid} ${readStartTime(pid)}`)
}

/** The process that will be the supervisor, if one was started. */
export function findSupervisor(folder: RunFolder): RunnerIdentity | undefined {
  const [pid, startTime = ''] = find(folder, 'pid')?.split(' ') ?? []
  return pid === undefined ? undefined : { pid: Number(pid), startTime }
}

/** Creates the secret of a rendezvous, unless another process has created it and died before it could continue. */
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

/** The secret of a rendezvous, once it was created. */
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
