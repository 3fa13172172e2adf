import { block, now } from '../internal/clock.js'
import { findGuardedOwner } from './guardian.js'
import { isAlive } from './identity.js'
import { Sweep } from './sweep.js'
import { processTable } from './system-table.js'
import type { ProcessState } from './table.js'

/** A process that nothing will end any more: its owner is gone, and so is the owner's guardian. */
export interface Stray extends ProcessState {
  /** The owner whose mark it carries. */
  readonly ownerId: string
  readonly command: string
}

const sweepTimeout = 2_000

/** Whether this system shows which processes belong to which owner. */
export function seesMarks(): boolean {
  return processTable.seesMarks
}

/** The mark that a process carries; `undefined` if it has none, or belongs to another user. */
export function readMark(pid: number): string | undefined {
  return processTable.readMark({ pid })
}

/** The owners that have not finished: they have processes, or at least a guardian. */
export function findOwners(): ReadonlySet<string> {
  const owners = [...processTable.walk()].flatMap(findOwner).map(({ ownerId }) => ownerId)
  return new Set([...owners, ...findGuardedOwners()])
}

/** The owners whose guardians live. */
export function findGuardedOwners(): ReadonlySet<string> {
  const owners = new Set<string>()
  for (const state of processTable.walk()) {
    if (state === undefined || state.zombie) continue
    const ownerId = findGuardedOwner(state)
    if (ownerId !== undefined) owners.add(ownerId)
  }
  return owners
}

/** Processes that were left behind when an owner was killed together with its guardian. */
export function findStrays(): Stray[] {
  if (!processTable.seesMarks) return []
  const marked = [...processTable.walk()].flatMap(findOwner)
  // Only now: a guardian exists before the first process, and no longer than the last.
  const guarded = findGuardedOwners()
  const lonely = marked.filter(({ ownerId }) => !guarded.has(ownerId))
  return lonely
    .filter((each) => isAlive(each) && !hasLivingOwner(each.ownerId, lonely))
    .map((each) => ({ ...each, command: processTable.readCommand(each) }))
}

type Owned = Omit<Stray, 'command'>

function findOwner(state: ProcessState | undefined): Owned[] {
  if (state === undefined || state.zombie) return []
  const [, ownerId] = /^([0-9a-f]+):/.exec(processTable.readMark(state) ?? '') ?? []
  return ownerId === undefined ? [] : [{ ...state, ownerId }]
}

/** An owner that lost only its guardian is the parent of what it started; the children of the dead are adopted. */
function hasLivingOwner(ownerId: string, marked: readonly Owned[]): boolean {
  const family = marked.filter((each) => each.ownerId === ownerId)
  const pids = new Set(family.map(({ pid }) => pid))
  return family.some(({ parent }) => !pids.has(parent) && !adoptsOrphans(parent))
}

/** Pid 1, and the service manager of a user, by PR_SET_CHILD_SUBREAPER. */
function adoptsOrphans(pid: number): boolean {
  return pid <= 1 || / --user\b/.test(processTable.readCommand({ pid }))
}

/** Kills everything that carries the mark of an owner that is gone. */
export function killStrays(ownerId: string): void {
  const deadline = now() + sweepTimeout
  const accepts = (mark: string): boolean => mark.startsWith(`${ownerId}:`)
  const sweep = new Sweep({ accepts, eldest: { pid: 0, startTime: '0' }, kin: [] })
  while (sweep.strike() !== undefined && now() < deadline) block(1)
}
