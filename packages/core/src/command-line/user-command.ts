import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { Deadline, pause } from '../internal/clock.js'
import { Family } from '../process/index.js'
import { exitCodes } from './exit-codes.js'

/** The command to run. */
export interface CommandPlan {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long it may take to end after its stop signal. Milliseconds. */
const stopTimeout = 10_000
/** A scan costs some milliseconds. */
const lookInterval = 50

/** A running user's command, in our terminal and process group. */
export class UserCommand {
  /** Resolves with its exit code as of a shell, or with the error why it could not be executed. */
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
      // Some errors are events, and some are thrown.
      this.ended = Promise.resolve(error as Error)
    }
  }

  /** The pending stop. */
  get stopped(): Promise<void> | undefined {
    return this.#stopped
  }

  send(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined && this.#child.exitCode === null) this.#child.kill(signal)
  }

  /** Stops it with everything it started, and kills what does not end; resolves when all have ended. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Kills it with everything it started. */
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

/** The exit code of a shell for a program that a signal ended. */
export function toExitCode(signal: NodeJS.Signals | null): number {
  return exitCodes.signalled + (signal === null ? 0 : constants.signals[signal])
}
