import { spawnSync } from 'node:child_process'
import { setImmediate } from 'node:timers' // not the global one, see clock.ts
import treeKill from 'tree-kill'
import { sendGroupSignal, sendSignal, type ProcessIdentity } from './identity.js'
import { processTable } from './system-table.js'
import { unreadableMark, type ProcessState } from './table.js'

/** A living process that carries a mark. */
export interface MarkedProcess extends ProcessState {
  readonly mark: string
}

/** What a look at the whole process table found. */
export interface Sighting {
  readonly marked: readonly MarkedProcess[]
  /** Whether somebody could not be seen, and may have started another before: who ended or executed in that moment. */
  readonly isUnclear: boolean
  /** Zombies that may have been among them: what they carried cannot be seen any more, nor whom they started last. */
  readonly corpses: readonly number[]
  /** Whether somebody lives in the eldest's group without a mark that is accepted, or that can be seen: another user's. */
  readonly hasUnmarked: boolean
}

/** Who is looked for. */
export interface Search {
  readonly accepts: (mark: string) => boolean
  /** The process that set the mark first: nobody older is looked at. */
  readonly eldest: ProcessIdentity
  /** Called with each as soon as it is seen. */
  readonly onSight?: (member: MarkedProcess) => void
}

/** Looks for living processes whose mark is accepted. About 15 µs a process on Linux. */
export function lookForMarked(search: Search): Sighting {
  return lookForAll([search])[0] as Sighting
}

interface Asking {
  readonly search: Search
  readonly tell: (sighting: Sighting) => void
  readonly fail: (reason: unknown) => void
}

let asking: Asking[] = []

/** As {@link lookForMarked}, in a moment: many stops at once share a look, which is as dear as the table is long. */
export function lookTogether(search: Search): Promise<Sighting> {
  return new Promise((tell, fail) => {
    if (asking.push({ search, tell, fail }) === 1) setImmediate(answerAll)
  })
}

function answerAll(): void {
  const all = asking
  asking = []
  try {
    const sightings = lookForAll(all.map(({ search }) => search))
    for (const [index, sighting] of sightings.entries()) all[index]?.tell(sighting)
  } catch (error) {
    for (const { fail } of all) fail(error)
  }
}

/** One walk through the table; what it saw for each of the searches. */
function lookForAll(searches: readonly Search[]): readonly Sighting[] {
  const looks = searches.map((search) => new Look(search))
  if (!processTable.seesMarks) return looks
  for (const state of processTable.walk()) {
    if (state === undefined) {
      for (const look of looks) look.isUnclear = true
      continue
    }
    const interested = looks.filter(({ search }) => !isOlder(state, search.eldest))
    if (interested.length === 0) continue
    const mark = state.zombie ? undefined : processTable.readMark(state.pid)
    for (const look of interested) look.see(state, mark)
  }
  return looks
}

class Look implements Sighting {
  readonly search: Search
  readonly marked: MarkedProcess[] = []
  readonly corpses: number[] = []
  isUnclear = false
  hasUnmarked = false

  constructor(search: Search) {
    this.search = search
  }

  see(state: ProcessState, mark: string | undefined): void {
    const { accepts, eldest, onSight } = this.search
    // Nobody leaves the eldest's group alive: it is killed as a whole.
    if (state.zombie && state.group !== eldest.pid) this.corpses.push(state.pid)
    if (state.zombie) return
    if (mark === unreadableMark) this.isUnclear = true
    else if (mark !== undefined && accepts(mark)) {
      this.marked.push({ ...state, mark })
      onSight?.({ ...state, mark })
    } else if (state.group === eldest.pid) this.hasUnmarked = true
  }
}

/** The living members of the group that `leader` led, itself included; nobody when its pid belongs to another by now. */
export function findGroupMembers(leader: ProcessIdentity): readonly ProcessState[] {
  const states = [...processTable.walk()].filter((state) => state !== undefined)
  const successor = states.find(({ pid }) => pid === leader.pid)
  if (successor !== undefined && successor.startTime !== leader.startTime) return []
  return states.filter(({ group, zombie }) => group === leader.pid && !zombie)
}

/** Sends a signal once to every marked process, by whole groups where that is possible: a group cannot outrun it. */
export function signalMarked(marked: readonly MarkedProcess[], signal: NodeJS.Signals): void {
  const own = processTable.readState(process.pid)?.group
  // An executor's process leads a session of its own, so no group in it has a stranger as member.
  for (const group of new Set(marked.map((member) => member.group))) {
    if (group !== own) sendGroupSignal({ pid: group, startTime: '' }, signal)
  }
  for (const member of marked) if (member.group === own) sendSignal(member, signal)
}

/**
 * Signals a process and its descendants on systems where marks cannot be seen, through tree-kill. On Linux this does
 * nothing: groups and marks reach further, and need no `ps`.
 */
export async function signalDescendants(
  root: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<void> {
  if (processTable.seesMarks || !hasTreeTool()) return
  await new Promise<void>((resolve) => {
    treeKill(root.pid, signal, () => resolve())
  })
}

/** Start times are numbers on Linux; elsewhere they do not compare, and nothing counts as older. */
function isOlder(state: ProcessState, eldest: ProcessIdentity): boolean {
  return Number(state.startTime) < Number(eldest.startTime)
}

/** Without `ps`, tree-kill crashes its host instead of reporting an error (pkrumins/node-tree-kill#29). */
function hasTreeTool(): boolean {
  if (process.platform === 'win32') return true
  return spawnSync('ps', ['-p', String(process.pid)]).error === undefined
}
