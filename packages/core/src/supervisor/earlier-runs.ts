import { lstatSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import type { OwnFolder } from '../internal/own-folder.js'
import { isAlive, removeWithin } from '../process/index.js'
import { findSocket, openRunFolder, removeRunFolder, type Rendezvous } from '../protocol/index.js'

/** How many logs are kept, including that of this run. */
const keptLogs = 5
/** How long a supervisor may take from creating its folder to listening in it. Milliseconds. */
const bootTime = 60_000
const endOfName = /(\d+)-(\d*)(\.log)?$/

/** A file or folder of a run; its name ends with the identity of the runner. */
interface Trace {
  readonly name: string
  readonly runner: Rendezvous['runner']
  readonly isOver: boolean
}

/** Removes the log of a run, and the folder beside it with the logs of its processes. */
export async function removeLog(logs: OwnFolder, log: string): Promise<void> {
  try {
    unlinkSync(logs.at(log))
  } catch {
    // removed by another process
  }
  await removeWithin(logs, basename(log, '.log'))
}

/** Removes the logs of all runs except the latest few. */
export async function pruneLogs(logs: OwnFolder, ownLog: string): Promise<void> {
  const traces = listTraces(logs.place, ownLog).map((trace) => ({
    ...trace,
    changedAt: lstatSync(logs.at(trace.name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }))
  const old = traces.toSorted((a, b) => b.changedAt - a.changedAt).slice(keptLogs)
  for (const { name, isOver } of old) if (isOver) await removeLog(logs, name)
}

/** The names of the logs of runs whose runner is gone, but whose processes may still exist. */
export function listUnfinishedLogs(logs: OwnFolder, ownLog: string): readonly string[] {
  return listTraces(logs.place, ownLog)
    .filter(({ name, isOver }) => isOver && name !== ownLog && !isFinished(logs.at(name)))
    .map(({ name }) => name)
}

function isFinished(log: string): boolean {
  try {
    return readFileSync(log, 'utf8').includes(' everything is gone')
  } catch {
    return true // just removed, or of another user
  }
}

/** Removes the folders of runs that were killed together with their supervisor. */
export async function removeAbandonedFolders(own: Rendezvous): Promise<void> {
  const around = dirname(own.folder)
  for (const { name, runner, isOver } of listTraces(around, basename(own.folder)))
    if (isOver) await removeIfAbandoned({ ...own, folder: join(around, name), runner })
}

async function removeIfAbandoned(rendezvous: Rendezvous): Promise<void> {
  try {
    const folder = openRunFolder(rendezvous)
    if (folder === undefined) return
    const isOld = folder.changedAt < Date.now() - bootTime
    // With a temporary folder shared between containers the runner is not visible, but its supervisor responds.
    if (isOld && !(await answers(findSocket(folder, rendezvous)))) removeRunFolder(folder)
    folder.close()
  } catch {
    // of another user
  }
}

/** The traces of the same kind as this run's own. */
function listTraces(place: string, own: string): Trace[] {
  const kind = own.replace(endOfName, '')
  return listNames(place).flatMap((name) => {
    const [end, pid, startTime = '', extension] = endOfName.exec(name) ?? []
    const isAlike =
      end !== undefined && name === kind + end && extension === endOfName.exec(own)?.[3]
    if (!isAlike) return []
    const runner = { pid: Number(pid), startTime }
    return [{ name, runner, isOver: !isAlive(runner) }]
  })
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
