import type { ProcessIdentity } from './identity.js'
import {
  lookForMarked,
  lookTogether,
  type MarkedProcess,
  type Search,
  type Sighting,
} from './look.js'
import { signalMarked } from './tree.js'

/**
 * After so many unclear scans in a row that find nothing, nothing is left: elsewhere on the machine processes start and
 * end too.
 */
const believedLooks = 15

/** Scans for processes that carry an accepted mark, and kills them or not, scan by scan, until none is left. */
export class Sweep {
  readonly #search: Search
  readonly #kill: Search
  readonly #corpses = new Set<number>()
  #unclearLooks = 0
  #dead: readonly ProcessIdentity[] = []

  constructor(search: Search) {
    this.#search = search
    // At once: a process that is about to start another and exit has the least time for it.
    this.#kill = { ...search, onSight: (member) => signalMarked([member], 'SIGKILL') }
  }

  /**
   * One scan that kills nothing, shared by all concurrent sweeps.
   *
   * @param onSight - called with each process as soon as it is found
   * @returns the processes found; `undefined` when none is left
   */
  async look(
    onSight: (member: MarkedProcess) => void,
  ): Promise<readonly MarkedProcess[] | undefined> {
    return this.#judge(await lookTogether({ ...this.#search, onSight }))
  }

  /**
   * Kills at once. Only where nothing asynchronous runs any more: {@link strikeTogether} is cheaper.
   *
   * @returns the processes found; `undefined` when none is left
   */
  strike(): readonly MarkedProcess[] | undefined {
    return this.#judge(lookForMarked(this.#kill))
  }

  /** Kills the processes that a scan finds, shared by all concurrent sweeps. */
  async strikeTogether(): Promise<readonly MarkedProcess[] | undefined> {
    return this.#judge(await lookTogether(this.#kill))
  }

  /** The members that had ended in the latest scan, and were not reaped by their parents. */
  get dead(): readonly ProcessIdentity[] {
    return this.#dead
  }

  #judge(sighting: Sighting): readonly MarkedProcess[] | undefined {
    const { marked, corpses, isUnclear } = sighting
    this.#dead = sighting.dead
    const isDoubtful = isUnclear || corpses.some((pid) => !this.#corpses.has(pid))
    for (const pid of corpses) this.#corpses.add(pid)
    if (marked.length > 0) this.#unclearLooks = 0
    else if (!isDoubtful || ++this.#unclearLooks === believedLooks) return undefined
    return marked
  }
}
