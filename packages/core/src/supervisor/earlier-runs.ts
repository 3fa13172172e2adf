import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { isAlive } from '../process/identity.js'
import type { Rendezvous } from '../protocol/index.js'

/** How many logs people keep, this run's own among them. */
const keptLogs = 5
/** Whoever makes a folder listens in it soon after. */
const bootTime = 60_000
const endOfName = /(\d+)-(\d*)(\.log)?$/

/** What a run leaves where others leave theirs: names that differ only in the identity of the runner at their end. */
interface Trace {
  readonly path: string
  readonly changedAt: number
  readonly isOver: boolean
}

/** Removes the log of a run, and the folder beside it that has those of its processes. */
export function removeLog(log: string): void {
  if (!endOfName.test(log)) return // it is /dev/null
  remove(log)
  remove(log.slice(0, -'.log'.length))
}

/** Removes the logs of all runs but the last few. */
export function pruneLogs(ownLog: string): void {
  const logs = listTraces(ownLog).toSorted((a, b) => b.changedAt - a.changedAt)
  for (const { path, isOver } of logs.slice(keptLogs)) if (isOver) removeLog(path)
}

/** Removes the folders of runs that were killed together with their supervisor: nobody meets there any more. */
export async function removeAbandonedFolders({ folder }: Rendezvous): Promise<void> {
  const old = Date.now() - bootTime
  for (const { path, changedAt, isOver } of listTraces(folder)) {
    // In a container that shares the folder for temporary files the runner is out of sight, but its supervisor answers.
    if (isOver && changedAt < old && !(await answers(join(path, 'socket')))) remove(path)
  }
}

/** What there is of the same kind as this run's own trace. */
function listTraces(own: string): Trace[] {
  const folder = dirname(own)
  const kind = basename(own).replace(endOfName, '')
  return listNames(folder).flatMap((name) => {
    const [end, pid, startTime = '', extension] = endOfName.exec(name) ?? []
    const isAlike =
      end !== undefined && name === kind + end && extension === endOfName.exec(own)?.[3]
    const path = join(folder, name)
    const stats = isAlike ? lstatSync(path, { throwIfNoEntry: false }) : undefined
    if (stats === undefined) return []
    const isOver = !isAlive({ pid: Number(pid), startTime })
    return [{ path, changedAt: stats.mtimeMs, isOver }]
  })
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** What another user has left in a shared folder stays there. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // not ours
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
