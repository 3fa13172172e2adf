import { readFileSync, readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { eventually } from './eventually.js'

const deadline = 3_000

/** A process that cannot be mistaken for a later one of the same pid. */
export interface Identity {
  readonly pid: number
  readonly startTime: string
}

/** The identity of a process that lives. */
export function identify(pid: number): Identity {
  const startTime = readStat(pid)?.[19]
  if (startTime === undefined) throw new Error(`There is no process ${pid}`)
  return { pid, startTime }
}

/** Whether this very process lives; a zombie is dead. */
export function isAlive({ pid, startTime }: Identity): boolean {
  const stat = readStat(pid)
  return stat !== undefined && stat[19] === startTime && stat[0] !== 'Z'
}

/** Waits until none of these processes lives, at most three seconds. */
export async function expectDeath(identities: readonly Identity[]): Promise<void> {
  expect(identities.length).toBeGreaterThan(0)
  const left = (): Identity[] => identities.filter(isAlive)
  await eventually(
    'the death of all processes',
    () => (left().length === 0 ? true : undefined),
    () =>
      left()
        .map(({ pid }) => `${pid} ${readCommand(pid)}`)
        .join('\n'),
    deadline,
  )
}

/** Waits until none of these pids belongs to a living process. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  await expectDeath(pids.map((pid) => ({ pid, startTime: readStat(pid)?.[19] ?? '' })))
}

/** All living processes with this token in their environment: what a run of Jest has started, and its supervisor. */
export function findFamily(token: string): Identity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readEnvironment(name).includes(token))
    .flatMap((name) => {
      const stat = readStat(Number(name))
      return stat === undefined || stat[0] === 'Z'
        ? []
        : [{ pid: Number(name), startTime: stat[19] ?? '' }]
    })
}

/** The command line of a process, for people. */
export function readCommand(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ')
}

function readEnvironment(pid: string): string {
  return read(Number(pid), 'environ')
}

/** The fields of proc(5) from the state on. */
function readStat(pid: number): string[] | undefined {
  const stat = read(pid, 'stat')
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
