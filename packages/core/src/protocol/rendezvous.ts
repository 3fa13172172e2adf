import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findWorkerSlot } from '../internal/worker-slot.js'

/** In the environment of workers: the pid of their runner, where it could say so. */
const runnerVariable = 'MIRAKURU_RUNNER'

/** Where the clients of a run and its supervisor meet. */
export interface Rendezvous {
  /** Mode 0700, made by whoever is first. */
  readonly folder: string
  /** A unix socket in the folder; on Windows a named pipe. */
  readonly socket: string
  /** A secret that only the user of the run can read. */
  readonly tokenFile: string
  /** The runner's main process, whose end is the end of the run. */
  readonly runner: RunnerIdentity
}

/** A process that cannot be mistaken for a later one with its pid. */
export interface RunnerIdentity {
  readonly pid: number
  /** Field 22 of /proc/<pid>/stat, proc(5); empty on systems without it. */
  readonly startTime: string
}

/** Where everybody meets who belongs to the same run as this process: all see the same runner. */
export function findRendezvous(): Rendezvous {
  const pid = findRunner()
  return describeRendezvous({ pid, startTime: readStartTime(pid) })
}

/** Makes this process the runner of all workers that it starts from here on. */
export function nameRunner(): void {
  process.env[runnerVariable] = String(process.pid)
}

/** The meeting point of a runner. */
export function describeRendezvous(runner: RunnerIdentity): Rendezvous {
  const folder = join(tmpdir(), `${describeOwnRuns()}${runner.pid}-${runner.startTime}`)
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${folder}` : join(folder, 'socket')
  return { folder, socket, tokenFile: join(folder, 'token'), runner }
}

/** The meeting points of all runs of this user, those that are over included if nobody has removed them. */
export function listRendezvous(): Rendezvous[] {
  const prefix = describeOwnRuns()
  return listNames(tmpdir())
    .filter((name) => name.startsWith(prefix))
    .map((name) => /^(\d+)-(\d*)$/.exec(name.slice(prefix.length)))
    .filter((match) => match !== null)
    .map(([, pid, startTime = '']) => describeRendezvous({ pid: Number(pid), startTime }))
}

/** How the names of their folders begin. */
function describeOwnRuns(): string {
  return `mirakuru-run-${process.getuid?.() ?? 'user'}-`
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // nobody can have met there
  }
}

/**
 * A runner forks its workers with a channel to them, which their threads do not have; its own threads, and tests run in
 * band, are in the runner's process.
 * Unless the runner has named itself, workers are told apart from other children with a channel by their pool slot.
 * `node --test` starts its files without a channel.
 */
function findRunner(): number {
  const told = Number(process.env[runnerVariable])
  // Without its channel it is an orphan, and whoever took it in, pid 1 for example, knows nothing of a run.
  const isWorker = process.send !== undefined && process.connected
  if (told === process.pid || (isWorker && told === process.ppid)) return told
  return (isWorker && findWorkerSlot() !== undefined) || isTestFileOfNode()
    ? process.ppid
    : process.pid
}

/** An orphan's parent is whoever took it in: no Node, as a rule. */
function isTestFileOfNode(): boolean {
  if (process.env['NODE_TEST_CONTEXT']?.startsWith('child') !== true) return false
  try {
    return readlinkSync(`/proc/${process.ppid}/exe`) === readlinkSync('/proc/self/exe')
  } catch {
    return process.ppid !== 1 // systems without /proc
  }
}

/** When a process started, in the system's own notation; empty where that cannot be read. */
export function readStartTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
