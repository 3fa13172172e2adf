import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import {
  describeHolder,
  findOwnerFolder,
  findOwners,
  findStrays,
  isAlive,
  killStrays,
  removeFolder,
  seesMarks,
} from '../../process/index.js'
import {
  listRendezvous,
  openRunFolder,
  removeRunFolder,
  type Rendezvous,
} from '../../protocol/index.js'
import type { Sight } from '../runs.js'
import type { Finding } from './finding.js'

/** A folder that is younger may be about to be used. Milliseconds. */
const bootTime = 60_000
const advice = 'mirakuru doctor --fix removes it'

/** Finds the leftovers of dead runs, and runs that cannot be joined. */
export function checkRuns({ seen, hidden }: Sight): Finding[] {
  const known = new Set([
    ...seen.map(({ report }) => report.runner.pid),
    ...hidden.map(({ rendezvous }) => rendezvous.runner.pid),
  ])
  const silent = listRendezvous().filter(({ runner }) => !known.has(runner.pid))
  const findings = [
    ...hidden.map(({ rendezvous, error }) => describeHidden(rendezvous, error)),
    ...silent.flatMap(describeSilent),
    ...findStrayFindings(),
    ...findFolders(),
  ]
  const isClean = findings.length === 0
  const message = `No leftovers; ${seen.length === 1 ? '1 run is' : `${seen.length} runs are`} alive`
  return isClean ? [{ check: 'leftovers', status: 'ok', message }] : findings
}

function describeHidden({ runner }: Rendezvous, { message }: Error): Finding {
  return {
    check: 'runs',
    status: 'fault',
    message: `The run of pid ${runner.pid} cannot be joined: ${message}`,
  }
}

/** Judges a folder whose supervisor does not respond. */
function describeSilent(rendezvous: Rendezvous): Finding[] {
  const { folder, socket, runner } = rendezvous
  if (isYoung(folder)) return []
  if (!isAlive(runner))
    return [
      {
        check: 'leftovers',
        status: 'warning',
        message: `A dead run has left ${folder}`,
        advice,
        fix: async () => fixRunFolder(rendezvous),
      },
    ]
  if (!existsSync(socket)) return []
  const { command } = describeHolder(runner.pid)
  return [
    {
      check: 'runs',
      status: 'fault',
      message: `The supervisor of a run that continues is gone: it was probably killed (runner ${runner.pid}: ${command})`,
      advice: 'end that run, and start it again',
    },
  ]
}

function findStrayFindings(): Finding[] {
  return findStrays().map(({ pid, command, ownerId }) => ({
    check: 'leftovers',
    status: 'fault',
    message: `A dead run has left a process: ${pid} (${command.slice(0, 200)})`,
    advice: 'mirakuru doctor --fix ends it',
    fix: async () => {
      killStrays(ownerId)
      return undefined
    },
  }))
}

/** Finds private folders of owners that are gone, together with their guardians. */
function findFolders(): Finding[] {
  if (!seesMarks()) return []
  const owners = findOwners()
  return listNames(tmpdir()).flatMap((name) => {
    const [, ownerId] = /^mirakuru-([0-9a-f]{16})$/.exec(name) ?? []
    if (ownerId === undefined || owners.has(ownerId)) return []
    const folder = findOwnerFolder(ownerId)
    if (folder === undefined || isYoung(folder.path)) return []
    return [
      {
        check: 'leftovers',
        status: 'warning',
        message: `A dead run has left ${folder.path}`,
        advice,
        fix: () => removeFolder(folder),
      },
    ]
  })
}

/** Checked again before it is removed, as another user may have replaced it. */
function fixRunFolder(rendezvous: Rendezvous): Error | undefined {
  try {
    const folder = openRunFolder(rendezvous)
    const left = folder && removeRunFolder(folder)
    folder?.close()
    return left
  } catch (error) {
    return error as Error
  }
}

function isYoung(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats === undefined || Date.now() - stats.mtimeMs < bootTime
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
