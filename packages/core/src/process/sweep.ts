import type { ProcessIdentity } from './identity.js'
import {
  lookForMarked,
  lookTogether,
  type MarkedProcess,
  type Search,
  type Sighting,
} from './look.js'
import { signalMarked } from './tree.js'

/** So many unclear looks in a row that see nobody are believed: elsewhere on the machine processes come and go too. */
const believedLooks = 15

/** Looks for whoever carries an accepted mark, and kills them or not, look by look, until nobody is left. */
export class Sweep {
  readonly #search: Search
  readonly #kill: Search
  readonly #corpses = new Set<number>()
  #unclearLooks = 0
  #dead: readonly ProcessIdentity[] = []

  constructor(search: Search) {
    this.#search = search
    // At sight: whoever would start another process and leave has the least time for it.
    this.#kill = { ...search, onSight: (member) => signalMarked([member], 'SIGKILL') }
  }

  /**
   * One look that kills nobody, and that all sweeps of this moment share.
   *
   * @param onSight - called with each as soon as it is seen
   * @returns whom it saw; `undefined` when nobody is left
   */
  async look(
    onSight: (member: MarkedProcess) => void,
  ): Promise<readonly MarkedProcess[] | undefined> {
    return this.#judge(await lookTogether({ ...this.#search, onSight }))
  }

  /**
   * Kills at once. Only where nothing asynchronous runs any more: {@link strikeTogether} is cheaper.
   *
   * @returns whom it saw; `undefined` when nobody is left
   */
  strike(): readonly MarkedProcess[] | undefined {
    return this.#judge(lookForMarked(this.#kill))
  }

  /** Kills whom a look sees that all sweeps of this moment share. */
  async strikeTogether(): Promise<readonly MarkedProcess[] | undefined> {
    return this.#judge(await lookTogether(this.#kill))
  }

  /** Those of whom the latest look saw that they have ended, and that their parents have not noticed. */
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
