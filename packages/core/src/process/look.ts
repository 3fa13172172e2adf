import { setImmediate } from 'node:timers' // not the global one, see clock.ts
import { findGuardedOwner } from './guardian.js'
import type { ProcessIdentity } from './identity.js'
import type { Kin } from './kin.js'
import { processTable } from './system-table.js'
import { unreadableMark, type ProcessState } from './table.js'

/** A living process that belongs to a mark, even if it does not carry it itself. */
export interface MarkedProcess extends ProcessState {
  readonly mark: string
}

/** The result of a scan of the whole process table. */
export interface Sighting {
  readonly marked: readonly MarkedProcess[]
  /**
   * Whether a process could not be read, and may have started another before: it ended, or called exec, at that moment.
   */
  readonly isUnclear: boolean
  /** Zombies that may belong to it: their marks, and what they started last, can no longer be read. */
  readonly corpses: readonly number[]
  /** Zombies that certainly belong to it. */
  readonly dead: readonly ProcessIdentity[]
}

/** Which processes to find. */
export interface Search {
  readonly accepts: (mark: string) => boolean
  /** The process that set the mark first: older processes are skipped. */
  readonly eldest: ProcessIdentity
  /** Processes without a mark that belong to it. */
  readonly kin: readonly Kin[]
  /** Called with each as soon as it is found. */
  readonly onSight?: (member: MarkedProcess) => void
}

/** Scans for the living processes of a search. About 15 µs a process on Linux. */
export function lookForMarked(search: Search): Sighting {
  return lookForAll([search])[0] as Sighting
}

interface Asking {
  readonly search: Search
  readonly tell: (sighting: Sighting) => void
  readonly fail: (reason: unknown) => void
}

let asking: Asking[] = []

/**
 * As {@link lookForMarked}, after the current turn of the event loop: concurrent stops share one scan, which takes
 * longer the more processes there are.
 */
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

/** One scan of the table, with a result for each search. */
function lookForAll(searches: readonly Search[]): readonly Sighting[] {
  const looks = searches.map((search) => new Look(search))
  const [eldest] = searches.map((each) => each.eldest).toSorted(byStart)
  for (const state of processTable.walk(eldest)) {
    if (state === undefined) {
      for (const look of looks) look.isUnclear = true
      continue
    }
    const interested = looks.filter(({ search }) => !isOlder(state, search.eldest))
    if (interested.length === 0) continue
    const readMark = once(() => processTable.readMark(state))
    for (const look of interested) look.see(state, readMark)
  }
  for (const look of looks) look.claimHeirs()
  return looks
}

class Look implements Sighting {
  readonly search: Search
  readonly marked: MarkedProcess[] = []
  readonly corpses: number[] = []
  readonly dead: ProcessIdentity[] = []
  isUnclear = false
  /** The sessions that are ours, with the mark of each. */
  readonly #sessions = new Map<number | undefined, string>()
  #strangers: ProcessState[] = []

  constructor(search: Search) {
    this.search = search
    for (const kin of search.kin) this.#sessions.set(kin.findSession(), kin.mark)
    this.#sessions.delete(undefined)
  }

  see(state: ProcessState, readMark: () => string | undefined): void {
    const { accepts, kin } = this.search
    if (state.pid === process.pid) return // it has a mark for as long as it launches a process
    if (state.zombie) return this.#seeZombie(state)
    if (kin.some((each) => each.leaves(state))) return
    const known = this.#sessions.get(state.session) ?? kin.find((each) => each.knows(state))?.mark
    const mark = known ?? readMark()
    if (mark === unreadableMark) this.isUnclear = true
    if (mark !== undefined && (known !== undefined || accepts(mark))) this.#take(state, mark)
    else this.#strangers.push(state)
  }

  /** Takes processes whose parent, or the leader of whose session, belongs to us, marked or not. */
  claimHeirs(): void {
    const members = new Map(this.marked.map((member) => [member.pid, member]))
    for (let found = members.size; found > 0 && this.#strangers.length > 0;) {
      const before = this.#strangers
      this.#strangers = []
      for (const state of before) {
        const forebear = members.get(state.parent) ?? members.get(state.session)
        if (
          forebear === undefined ||
          isOlder(state, forebear) ||
          findGuardedOwner(state) !== undefined
        )
          this.#strangers.push(state)
        else members.set(state.pid, this.#take(state, forebear.mark))
      }
      found = before.length - this.#strangers.length
    }
  }

  #seeZombie(state: ProcessState): void {
    const { eldest, kin } = this.search
    if (this.#sessions.has(state.session) || kin.some((each) => each.knows(state)))
      this.dead.push(state)
    // No process leaves the eldest's group alive: it is killed as a whole.
    if (state.group !== eldest.pid) this.corpses.push(state.pid)
  }

  #take(state: ProcessState, mark: string): MarkedProcess {
    const member = { ...state, mark }
    this.marked.push(member)
    this.search.onSight?.(member)
    return member
  }
}

/** Start times are numbers on Linux; elsewhere they do not compare, and nothing counts as older. */
function isOlder(state: ProcessIdentity, than: ProcessIdentity): boolean {
  return Number(state.startTime) < Number(than.startTime)
}

function byStart(one: ProcessIdentity, other: ProcessIdentity): number {
  return Number(one.startTime) - Number(other.startTime)
}

function once<T>(read: () => T): () => T {
  let value: { readonly is: T } | undefined
  return () => (value ??= { is: read() }).is
}
