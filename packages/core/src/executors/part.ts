import { WatchedInstance } from '../lifecycle/index.js'
import type { Exit, TerminationLadder } from '../process/index.js'

const done = { code: 0, signal: null }

/** What can be done with something that has no processes of its own. */
export interface PartActions {
  /** Whether the server that it is a part of has not crashed. */
  isThere(): boolean
  /** Removes it; if that rejects, it counts as gone all the same. */
  remove(ladder: TerminationLadder): Promise<unknown>
}

/** Something that lives without processes of its own: a part of a server, or a server of somebody else. */
export class Part extends WatchedInstance {
  readonly #actions: PartActions

  constructor(actions: PartActions) {
    super()
    this.#actions = actions
  }

  /** It has ended, without being asked here. */
  finish(exit: Omit<Exit, 'forced'> = done, wasAskedFor = false): void {
    this.settle({ ...exit, forced: false }, wasAskedFor)
  }

  override isAlive(): boolean {
    return super.isAlive() && this.#actions.isThere()
  }

  override async end(ladder: TerminationLadder): Promise<readonly number[]> {
    try {
      if (this.isAlive()) await this.#actions.remove(ladder)
    } finally {
      this.finish()
    }
    return []
  }
}
