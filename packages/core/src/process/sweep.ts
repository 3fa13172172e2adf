import type { ProcessIdentity } from './identity.js'
import {
  lookForMarked,
  lookTogether,
  signalMarked,
  type MarkedProcess,
  type Search,
  type Sighting,
} from './tree.js'

/** So many unclear looks in a row that see nobody are believed: elsewhere on the machine processes come and go too. */
const believedLooks = 15

/** Kills whoever carries an accepted mark, look by look, until nobody is left. */
export class Sweep {
  readonly #search: Search
  readonly #corpses = new Set<number>()
  #unclearLooks = 0
  #leavesUnmarked = false

  /** @param eldest - nobody older than this process is looked at */
  constructor(accepts: (mark: string) => boolean, eldest: ProcessIdentity) {
    // At sight: whoever would start another process and leave has the least time for it.
    this.#search = { accepts, eldest, onSight: (member) => signalMarked([member], 'SIGKILL') }
  }

  /**
   * One look, now. Only where nothing asynchronous runs any more: {@link strikeTogether} is cheaper.
   *
   * @returns whom it saw; `undefined` when nobody is left
   */
  strike(): readonly MarkedProcess[] | undefined {
    return this.#judge(lookForMarked(this.#search))
  }

  /** One look that all sweeps of this moment share. */
  async strikeTogether(): Promise<readonly MarkedProcess[] | undefined> {
    return this.#judge(await lookTogether(this.#search))
  }

  /** Whether the latest look saw somebody in the eldest's group who carries no mark that it can see. */
  get leavesUnmarked(): boolean {
    return this.#leavesUnmarked
  }

  #judge(sighting: Sighting): readonly MarkedProcess[] | undefined {
    const { marked, corpses, isUnclear } = sighting
    this.#leavesUnmarked = sighting.hasUnmarked
    const isDoubtful = isUnclear || corpses.some((pid) => !this.#corpses.has(pid))
    for (const pid of corpses) this.#corpses.add(pid)
    if (marked.length > 0) this.#unclearLooks = 0
    else if (!isDoubtful || ++this.#unclearLooks === believedLooks) return undefined
    return marked
  }
}
