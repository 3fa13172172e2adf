import type { ProcessIdentity } from './identity.js'
import { lookForMarked, signalMarked, type MarkedProcess } from './tree.js'

/** So many unclear looks in a row that see nobody are believed: elsewhere on the machine processes come and go too. */
const believedLooks = 15

/** Kills whoever carries an accepted mark, look by look, until nobody is left. */
export class Sweep {
  readonly #accepts: (mark: string) => boolean
  readonly #eldest: ProcessIdentity
  readonly #corpses = new Set<number>()
  #unclearLooks = 0

  /** @param eldest - nobody older than this process is looked at */
  constructor(accepts: (mark: string) => boolean, eldest: ProcessIdentity) {
    this.#accepts = accepts
    this.#eldest = eldest
  }

  /**
   * One look, which kills at sight: whoever would start another process and leave has the least time for it.
   *
   * @returns whom it saw; `undefined` when nobody is left
   */
  strike(): readonly MarkedProcess[] | undefined {
    const { marked, corpses, ...look } = lookForMarked(this.#accepts, this.#eldest, (member) =>
      signalMarked([member], 'SIGKILL'),
    )
    const isUnclear = look.isUnclear || corpses.some((pid) => !this.#corpses.has(pid))
    for (const pid of corpses) this.#corpses.add(pid)
    if (marked.length > 0) this.#unclearLooks = 0
    else if (!isUnclear || ++this.#unclearLooks === believedLooks) return undefined
    return marked
  }
}
