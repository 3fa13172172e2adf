import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { eventually } from './deadline.js'

// Reads /proc itself instead of using src/process: a proof must not share the mistakes of what it proves.

/** A process that cannot be mistaken for a later one of the same pid. */
export interface Identity {
  readonly pid: number
  readonly startTime: string
}

/** What /proc tells of a process; `state` is the letter of proc(5): `S`, `T`, `Z`, … */
export interface Snapshot extends Identity {
  readonly state: string
  readonly parent: number
  readonly group: number
  /** The first 15 characters of the name of the program that it executes now. */
  readonly name: string
  readonly command: string
}

/** Looks at a process; a zombie is still seen. */
export function lookAt(pid: number): Snapshot | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return {
      pid,
      state: fields[0] ?? '',
      parent: Number(fields[1]),
      group: Number(fields[2]),
      name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
      startTime: fields[19] ?? '',
      command,
    }
  } catch {
    return undefined
  }
}

/** The identity of a process that has to be there. */
export function identityOf(pid: number | undefined): Identity {
  const seen = pid === undefined ? undefined : lookAt(pid)
  if (seen === undefined) throw new Error(`There is no process ${pid}`)
  return { pid: seen.pid, startTime: seen.startTime }
}

/** Whether exactly this process still runs; a zombie is dead. */
export function lives({ pid, startTime }: Identity): boolean {
  const seen = lookAt(pid)
  return seen !== undefined && seen.startTime === startTime && !'ZX'.includes(seen.state)
}

/** All processes that live. */
export function listProcesses(): Snapshot[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => lookAt(Number(name)))
    .filter((seen) => seen !== undefined && !'ZX'.includes(seen.state)) as Snapshot[]
}

/** All living processes with a variable of their environment that is accepted. */
export function findByEnvironment(accepts: (variable: string) => boolean): Snapshot[] {
  return listProcesses().filter(({ pid }) => readEnvironment(pid).some(accepts))
}

/** All living processes that carry a mark of this owner, in their environment or as an open file. */
export function findMarked(ownerId: string): Snapshot[] {
  return listProcesses().filter(
    ({ pid }) =>
      readEnvironment(pid).some((variable) => variable.startsWith(`MIRAKURU_ID=${ownerId}:`)) ||
      listOpenFiles(pid).some((path) => path.includes(`/mirakuru-mark-${ownerId}:`)),
  )
}

/** Fails unless the process dies in time. */
export async function expectDeath(identity: Identity, within = 0): Promise<void> {
  await eventually(
    { what: `the death of process ${identity.pid}`, within },
    () => (lives(identity) ? lookAt(identity.pid) : undefined),
    (seen) => seen === undefined,
  )
}

/** Kills what a test left behind. */
export function killAll(identities: Iterable<Identity>): void {
  for (const identity of identities) if (lives(identity)) process.kill(identity.pid, 'SIGKILL')
}

/** Kills, and waits for the deaths: what dies a moment later would be found among what a test left behind. */
export async function killToDeath(identities: Iterable<Identity>): Promise<void> {
  const killed = [...identities]
  killAll(killed)
  await eventually(
    { what: 'the deaths of what was killed' },
    () => killed.filter(lives),
    (left) => left.length === 0,
  )
}

function readEnvironment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function listOpenFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`))
  } catch {
    return []
  }
}
