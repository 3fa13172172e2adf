import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findWorkerSlot } from '../internal/worker-slot.js'

/** In the environment of workers: the pid of their runner, if it could set it. */
const runnerVariable = 'MIRAKURU_RUNNER'

/** The place where the clients of a run find its supervisor. */
export interface Rendezvous {
  /** Mode 0700, created by the first client. */
  readonly folder: string
  /** A unix socket in the folder; on Windows a named pipe. */
  readonly socket: string
  /** A secret that only the user of the run can read. */
  readonly tokenFile: string
  /** The runner's main process, whose end is the end of the run. */
  readonly runner: RunnerIdentity
}

/** The identity of a process, which no later process with the same pid has. */
export interface RunnerIdentity {
  readonly pid: number
  /** Field 22 of /proc/<pid>/stat, proc(5); empty on systems without it. */
  readonly startTime: string
}

/** The rendezvous of the run that this process belongs to: all processes of a run find the same runner. */
export function findRendezvous(): Rendezvous {
  const pid = findRunner()
  return describeRendezvous({ pid, startTime: readStartTime(pid) })
}

/** Makes this process the runner of all workers that it starts from here on, by an environment variable. */
export function nameRunner(): void {
  process.env[runnerVariable] = String(process.pid)
}

/** The rendezvous of a runner. */
export function describeRendezvous(runner: RunnerIdentity): Rendezvous {
  const folder = join(tmpdir(), `${describeOwnRuns()}${runner.pid}-${runner.startTime}`)
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${folder}` : join(folder, 'socket')
  return { folder, socket, tokenFile: join(folder, 'token'), runner }
}

/** The rendezvous of all runs of this user, including ended runs whose folders are left. */
export function listRendezvous(): Rendezvous[] {
  const prefix = describeOwnRuns()
  return listNames(tmpdir())
    .filter((name) => name.startsWith(prefix))
    .map((name) => /^(\d+)-(\d*)$/.exec(name.slice(prefix.length)))
    .filter((match) => match !== null)
    .map(([, pid, startTime = '']) => describeRendezvous({ pid: Number(pid), startTime }))
}

/** The prefix of the names of their folders. */
function describeOwnRuns(): string {
  return `mirakuru-run-${process.getuid?.() ?? 'user'}-`
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // no folder, no runs
  }
}

/**
 * A runner forks its workers with an IPC channel, which their threads do not have; its own threads, and tests run in
 * band, are in the runner's process. Unless the runner has named itself, a pool slot distinguishes workers from other
 * children with a channel. `node --test` starts its files without a channel.
 */
function findRunner(): number {
  const told = Number(process.env[runnerVariable])
  // Without its channel it is an orphan, and its new parent, such as pid 1, is not a runner.
  const isWorker = process.send !== undefined && process.connected
  if (told === process.pid || (isWorker && told === process.ppid)) return told
  return (isWorker && findWorkerSlot() !== undefined) || isTestFileOfNode()
    ? process.ppid
    : process.pid
}

/** The parent of an orphan is the process that adopted it, normally not Node. */
function isTestFileOfNode(): boolean {
  if (process.env['NODE_TEST_CONTEXT']?.startsWith('child') !== true) return false
  try {
    return readlinkSync(`/proc/${process.ppid}/exe`) === readlinkSync('/proc/self/exe')
  } catch {
    return process.ppid !== 1 // systems without /proc
  }
}

/** When a process started, in the notation of the system; empty if that cannot be read. */
export function readStartTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
