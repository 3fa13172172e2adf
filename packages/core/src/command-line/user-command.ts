import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { Deadline, pause } from '../internal/clock.js'
import { Family } from '../process/index.js'
import { exitCodes } from './exit-codes.js'

/** What is to be run. */
export interface CommandPlan {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long it may take to end when it is told to. Milliseconds. */
const stopTimeout = 10_000
/** A look costs some milliseconds. */
const lookInterval = 50

/** A command of the user's while it runs: it has our terminal, and is in our process group. */
export class UserCommand {
  /** Resolves with its exit code as a shell gives it, or why it could not be executed. */
  readonly ended: Promise<number | Error>
  readonly #child: ChildProcess | undefined
  readonly #family: Family | undefined
  #stopped: Promise<void> | undefined

  constructor({ args, env }: CommandPlan) {
    const [program = '', ...rest] = args
    try {
      const child = spawn(program, rest, { env, stdio: 'inherit' })
      this.#child = child
      this.#family = child.pid === undefined ? undefined : new Family(child.pid)
      this.ended = new Promise((resolve) => {
        child.once('error', resolve)
        child.once('exit', (code, signal) => resolve(code ?? toExitCode(signal)))
      })
    } catch (error) {
      // Some refusals are events, and some are thrown.
      this.ended = Promise.resolve(error as Error)
    }
  }

  /** A stop under way. */
  get stopped(): Promise<void> | undefined {
    return this.#stopped
  }

  send(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined && this.#child.exitCode === null) this.#child.kill(signal)
  }

  /** Tells it to end, with what it has started, and kills whoever does not; resolves when they are gone. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Kills it, with what it has started. */
  kill(): void {
    this.#family?.signal('SIGKILL')
  }

  async #stop(): Promise<void> {
    const family = this.#family
    const deadline = new Deadline(stopTimeout)
    family?.signal('SIGTERM')
    while ((family?.look().length ?? 0) > 0 && deadline.remaining > 0) await pause(lookInterval)
    family?.signal('SIGKILL')
  }
}

/** The exit code that a shell gives to whoever was ended by a signal. */
export function toExitCode(signal: NodeJS.Signals | null): number {
  return exitCodes.signalled + (signal === null ? 0 : constants.signals[signal])
}
