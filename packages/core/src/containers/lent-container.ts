import { untilAborted } from '../internal/abort.js'
import { settlesWithin } from '../internal/clock.js'
import { createDeferred } from '../internal/deferred.js'
import type { Instance } from '../lifecycle/index.js'
import type { Child, Exit, TerminationLadder } from '../process/index.js'
import type { Container } from './container.js'

/** How long the keeper may take to report an end. Milliseconds. */
const reportGrace = 5_000

/** A container that another process has started, and watches: its end is reported by that. */
export class LentContainer implements Instance {
  readonly container: Container
  readonly pid: undefined
  readonly stdin: undefined
  readonly launchedAt: number = Date.now()
  readonly hasLeftDaemon = false
  readonly #ended = createDeferred<Exit>()
  #exit: Exit | undefined
  #isForced = false
  #isPaused = false
  #hasDisobeyed = false
  #wasEndedElsewhere = false

  constructor(container: Container, child: Child) {
    this.container = container
    child.once('exit', (code: Exit['code'], signal: Exit['signal'], wasAskedFor = false) => {
      this.#wasEndedElsewhere = wasAskedFor
      this.#exit = { code, signal, forced: this.#isForced }
      this.#ended.resolve(this.#exit)
    })
  }

  get exit(): Exit | undefined {
    return this.#exit
  }

  get exited(): Promise<Exit> {
    return this.#ended.promise
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get hasDisobeyed(): boolean {
    return this.#hasDisobeyed
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

  async drainOutput(): Promise<void> {}

  expectForce(): void {
    this.#isForced = true
  }

  signal(signal: NodeJS.Signals): void {
    this.container.signal(signal).catch(() => undefined)
  }

  /** Suspends or continues all processes of the container. */
  async suspend(isPaused: boolean): Promise<void> {
    if (this.#isPaused === isPaused) return
    await (isPaused ? this.container.pause() : this.container.resume())
    this.#isPaused = isPaused
  }

  async end({ stopSignal, stopTimeout }: TerminationLadder): Promise<readonly number[]> {
    if (this.#exit === undefined && stopSignal !== undefined) {
      await this.suspend(false)
      await this.container.signal(stopSignal).catch(() => undefined)
      const hasObeyed = await settlesWithin(this.exited, stopTimeout)
      this.#hasDisobeyed = !hasObeyed && stopTimeout > 0 && !this.#isForced
    }
    if (this.#exit === undefined) this.expectForce()
    await this.container.remove()
    await settlesWithin(this.exited, reportGrace)
    this.#exit ??= { code: null, signal: 'SIGKILL', forced: this.#isForced }
    this.#ended.resolve(this.#exit)
    return []
  }
}
