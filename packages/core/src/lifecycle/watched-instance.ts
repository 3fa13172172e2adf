import { untilAborted } from '../internal/abort.js'
import { createDeferred } from '../internal/deferred.js'
import type { Exit, TerminationLadder } from '../process/index.js'
import type { Instance } from './instance.js'

/** What every instance has that is no process of this machine's own: it ends once, and leaves no daemon. */
export abstract class WatchedInstance implements Instance {
  readonly launchedAt: number = Date.now()
  readonly stdin: undefined
  readonly hasLeftDaemon = false
  readonly #ended = createDeferred<Exit>()
  #exit: Exit | undefined
  #wasEndedElsewhere = false

  get pid(): number | undefined {
    return undefined
  }

  get exit(): Exit | undefined {
    return this.#exit
  }

  get exited(): Promise<Exit> {
    return this.#ended.promise
  }

  get isPaused(): boolean {
    return false
  }

  get hasDisobeyed(): boolean {
    return false
  }

  get wasEndedElsewhere(): boolean {
    return this.#wasEndedElsewhere
  }

  hasEnded(): boolean {
    return this.#exit !== undefined
  }

  isAlive(): boolean {
    return this.#exit === undefined
  }

  async whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    await untilAborted(this.exited, signal).catch(() => undefined)
    return this.#exit
  }

  async leavesDaemon(): Promise<boolean> {
    await this.exited
    return false
  }

  async drainOutput(_grace: number): Promise<void> {}

  expectForce(): void {}

  signal(_signal: NodeJS.Signals): void {}

  abstract end(ladder: TerminationLadder): Promise<readonly number[]>

  /**
   * It has ended; only the first call counts.
   *
   * @param wasAskedFor - whether another client that uses it as well requested its end
   */
  protected settle(exit: Exit, wasAskedFor = false): void {
    if (this.#exit !== undefined) return
    this.#wasEndedElsewhere = wasAskedFor
    this.#exit = exit
    this.#ended.resolve(exit)
  }
}
