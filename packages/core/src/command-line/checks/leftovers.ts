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

/** Whoever makes a folder uses it soon after. */
const bootTime = 60_000
const advice = 'mirakuru doctor --fix removes it'

/** What dead runs have left behind, and runs that nobody can join. */
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

/** A folder in which nobody answers. */
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
      message: `The supervisor of a run that goes on is gone: somebody must have killed it (runner ${runner.pid}: ${command})`,
      advice: 'end that run, and begin it anew',
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

/** Private folders of owners that are gone, and their guardians with them. */
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

/** As another user may have replaced it since it was looked at, it is looked at once more. */
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
