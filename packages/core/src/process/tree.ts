import { spawnSync } from 'node:child_process'
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
}

/**
 * Looks for living processes whose mark is accepted, among those that are not older than `eldest`, the process that
 * set the mark first. About 15 µs a process on Linux.
 *
 * @param onSight - called with each as soon as it is seen
 */
export function lookForMarked(
  accepts: (mark: string) => boolean,
  eldest: ProcessIdentity,
  onSight: (member: MarkedProcess) => void = () => undefined,
): Sighting {
  const marked: MarkedProcess[] = []
  const corpses: number[] = []
  let isUnclear = false
  if (!processTable.seesMarks) return { marked, isUnclear, corpses }
  for (const state of processTable.walk()) {
    isUnclear ||= state === undefined
    if (state === undefined || isOlder(state, eldest)) continue
    // Nobody leaves the eldest's group alive: it is killed as a whole.
    if (state.zombie && state.group !== eldest.pid) corpses.push(state.pid)
    if (state.zombie) continue
    const mark = processTable.readMark(state.pid)
    if (mark === unreadableMark) isUnclear = true
    else if (mark !== undefined && accepts(mark)) {
      marked.push({ ...state, mark })
      onSight({ ...state, mark })
    }
  }
  return { marked, isUnclear, corpses }
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
