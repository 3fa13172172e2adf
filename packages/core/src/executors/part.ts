import type { Instance } from '../lifecycle/index.js'
import { untilAborted } from '../internal/abort.js'
import { createDeferred } from '../internal/deferred.js'
import type { Exit, TerminationLadder } from '../process/index.js'

const done: Exit = { code: 0, signal: null, forced: false }

/** What can be done with something that has no processes of its own. */
export interface PartActions {
  /** Whether the server that it is a part of has not crashed. */
  isThere(): boolean
  /** Removes it; if that rejects, it counts as gone all the same. */
  remove(ladder: TerminationLadder): Promise<unknown>
}

/** Something that lives without processes of its own: a part of a server, or a server of somebody else. */
export class Part implements Instance {
  readonly pid: undefined
  readonly stdin: undefined
  readonly launchedAt: number = Date.now()
  readonly isPaused = false
  readonly hasLeftDaemon = false
  readonly hasDisobeyed = false
  readonly #parts: PartActions
  readonly #ended = createDeferred<Exit>()
  #exit: Exit | undefined
  #wasEndedElsewhere = false

  constructor(parts: PartActions) {
    this.#parts = parts
  }

  get exit(): Exit | undefined {
    return this.#exit
  }

  get exited(): Promise<Exit> {
    return this.#ended.promise
  }

  get wasEndedElsewhere(): boolean {
    return this.#wasEndedElsewhere
  }

  /** It has ended, without being asked here. */
  finish(exit: Omit<Exit, 'forced'> = done, wasAskedFor = false): void {
    this.#wasEndedElsewhere = wasAskedFor
    this.#exit ??= { ...exit, forced: false }
    this.#ended.resolve(this.#exit)
  }

  hasEnded(): boolean {
    return this.#exit !== undefined
  }

  isAlive(): boolean {
    return this.#exit === undefined && this.#parts.isThere()
  }

  async whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    await untilAborted(this.exited, signal).catch(() => undefined)
    return this.#exit
  }

  async leavesDaemon(): Promise<boolean> {
    await this.exited
    return false
  }

  async drainOutput(): Promise<void> {}

  expectForce(): void {}

  signal(): void {}

  async end(ladder: TerminationLadder): Promise<readonly number[]> {
    try {
      if (this.isAlive()) await this.#parts.remove(ladder)
    } finally {
      this.finish()
    }
    return []
  }
}
