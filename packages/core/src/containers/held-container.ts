import { WatchedInstance } from '../lifecycle/index.js'
import type { Container } from './container.js'

/** What holds of a container, whoever has started it. */
export abstract class HeldContainer extends WatchedInstance {
  readonly container: Container
  /** Whether it was killed on request, or because it did not end in time. */
  protected isForced = false
  #isPaused = false
  #hasDisobeyed = false

  constructor(container: Container) {
    super()
    this.container = container
  }

  override get isPaused(): boolean {
    return this.#isPaused
  }

  override get hasDisobeyed(): boolean {
    return this.#hasDisobeyed
  }

  override expectForce(): void {
    this.isForced = true
  }

  /** Sends a signal to the first process of the container. */
  override signal(signal: NodeJS.Signals): void {
    this.container.signal(signal).catch(() => undefined)
  }

  /** Suspends or continues all processes of the container. */
  async suspend(isPaused: boolean): Promise<void> {
    if (this.#isPaused === isPaused) return
    await (isPaused ? this.container.pause() : this.container.resume())
    this.#isPaused = isPaused
  }

  /** It did not end after its stop signal, and is going to be killed. */
  protected noteDisobedience(): void {
    this.#hasDisobeyed = !this.isForced // or it is being killed on request
    this.isForced = true
  }
}
