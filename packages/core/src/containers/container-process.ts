import { constants } from 'node:os'
import { ExecutorError } from '../errors/index.js'
import { pause, settlesWithin } from '../internal/clock.js'
import { killAtOnce } from '../lifecycle/index.js'
import { type Exit, launch, type LiveProcess, type ProcessLog } from '../process/index.js'
import type { TerminationLadder } from '../process/index.js'
import type { Container } from './container.js'
import type { ContainerState } from './container-state.js'
import { HeldContainer } from './held-container.js'

/** How long the command of the engine may take to end after its container. Milliseconds. */
const endGrace = 2_000
/** How long its last output may take. Milliseconds. */
const outputGrace = 500
/** Between two attempts to follow a container. Milliseconds. */
const followInterval = 100

const lost = { code: null, signal: null }
const memoryNote =
  'mirakuru: a process of the container was killed for want of memory (OOMKilled)\n'

/** What a {@link ContainerProcess} is made of. */
export interface ContainerParts {
  readonly container: Container
  /** The command of the engine that shows its output and ends with it. */
  readonly command: LiveProcess
  readonly state: Pick<ContainerState, 'stopSignal' | 'healthcheck'>
  readonly log: ProcessLog
  /** Of its first process, if that runs on this machine. */
  readonly pid: number | undefined
  /** Whether its stop signal was declared: that of the image does not count then. */
  readonly hasOwnStopSignal: boolean
  /** Called when it is removed. */
  readonly onRemoved: () => void
}

/**
 * A container that was started. The command of the engine that is attached to it shows its output and its end; if that
 * command is killed, another one follows the container.
 */
export class ContainerProcess extends HeldContainer {
  readonly #parts: ContainerParts
  #command: LiveProcess
  #isEnding = false

  constructor(parts: ContainerParts) {
    super(parts.container)
    this.#parts = parts
    this.#command = parts.command
    this.#follow().catch(() => this.#finish(this.#command.exit ?? lost))
  }

  /** That of its image, as arguments in the container. */
  get healthcheck(): readonly string[] | undefined {
    return this.#parts.state.healthcheck
  }

  override get pid(): number | undefined {
    return this.hasEnded() ? undefined : this.#parts.pid
  }

  override drainOutput(grace: number): Promise<void> {
    return this.#command.drainOutput(grace)
  }

  override async end({
    stopSignal,
    stopTimeout,
    killSignal,
  }: TerminationLadder): Promise<readonly number[]> {
    const hasObeyed = await this.#askToEnd(stopSignal, stopTimeout)
    if (!hasObeyed) {
      if (stopSignal !== undefined && stopTimeout > 0) this.noteDisobedience()
      this.expectForce()
      if (killSignal !== 'SIGKILL' && !this.hasEnded()) this.signal(killSignal)
    }
    this.#isEnding = true
    try {
      await this.container.remove()
      await settlesWithin(this.exited, endGrace)
    } catch (error) {
      throw new ExecutorError(
        `The container ${this.container.name} cannot be removed: ${(error as Error).message}`,
      )
    } finally {
      await this.#command.end(killAtOnce)
    }
    this.#parts.onRemoved()
    this.#finish({ code: null, signal: 'SIGKILL' })
    return []
  }

  /** Whether it has ended. */
  async #askToEnd(signal: NodeJS.Signals | undefined, timeout: number): Promise<boolean> {
    if (this.hasEnded()) return true
    if (signal === undefined) return false
    this.#isEnding = true
    await this.suspend(false).catch(() => undefined)
    await this.#passOn(this.#translate(signal))
    return settlesWithin(this.exited, timeout)
  }

  /** The command that has started it passes signals on, which saves the start of another one. */
  async #passOn(signal: string): Promise<void> {
    const isAttached = this.#command === this.#parts.command && !this.#command.hasEnded()
    // Nothing can be passed on that cannot be caught.
    const isCaught = signal in constants.signals && signal !== 'SIGKILL' && signal !== 'SIGSTOP'
    if (isAttached && isCaught) this.#command.signal(signal as NodeJS.Signals)
    else await this.container.signal(signal).catch(() => undefined)
  }

  /** The usual stop signal is that of the image, where it has one. */
  #translate(signal: NodeJS.Signals): string {
    const { hasOwnStopSignal, state } = this.#parts
    const isUsual = signal === 'SIGTERM' && !hasOwnStopSignal
    return (isUsual ? state.stopSignal : undefined) ?? signal
  }

  /** Waits for its end. */
  async #follow(): Promise<void> {
    for (let follower = 0; !this.hasEnded(); follower++) {
      const since = await this.#watchCommand()
      const exit = await this.#readExit(follower === 0)
      if (exit !== undefined) return this.#finish(exit)
      if (follower > 0) await pause(followInterval)
      const args = follower % 2 === 0 ? ['logs', '--follow', '--since', since] : ['wait']
      const plan = this.container.engine.plan([...args, this.container.name])
      this.#command = await launch(plan, this.#parts.log)
    }
  }

  /** How it has ended; `undefined` if only the command has. The one that has started it exits as the container does. */
  async #readExit(isStarter: boolean): Promise<Omit<Exit, 'forced'> | undefined> {
    const { exit = lost } = this.#command
    if (isStarter && this.#isEnding && exit.signal === null) return exit
    const state = await this.container.inspect().catch(() => undefined)
    if (state === undefined) return exit
    if (state.isRunning) return undefined
    if (state.isOutOfMemory) this.#parts.log.append('stderr', Buffer.from(memoryNote))
    return { code: state.exitCode, signal: null }
  }

  /** Waits for the end of the command; returns when that was, as the engine writes it. */
  async #watchCommand(): Promise<string> {
    const command = this.#command
    await command.exited
    const since = new Date().toISOString()
    await command.drainOutput(outputGrace)
    if (!this.#isEnding) await command.end(killAtOnce)
    return since
  }

  #finish({ code, signal }: Omit<Exit, 'forced'>): void {
    const forced = this.isForced
    this.settle(forced ? { code: null, signal: 'SIGKILL', forced } : { code, signal, forced })
  }
}
