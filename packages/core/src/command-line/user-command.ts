import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { pause } from '../internal/clock.js'
import { exitCodes } from './exit-codes.js'

/** What is to be run. */
export interface CommandPlan {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long it may take to end when it is told to. Milliseconds. */
const stopTimeout = 10_000

/** A command of the user's while it runs: it has our terminal, and is in our process group. */
export class UserCommand {
  /** Resolves with its exit code as a shell gives it, or why it could not be executed. */
  readonly ended: Promise<number | Error>
  readonly #end = new AbortController()
  readonly #send: (signal: NodeJS.Signals) => void

  constructor({ args, env }: CommandPlan) {
    const [program = '', ...rest] = args
    let child: ChildProcess | undefined
    this.#send = (signal) => {
      if (child?.pid !== undefined && child.exitCode === null) child.kill(signal)
    }
    const ended = new Promise<number | Error>((resolve) => {
      child = spawn(program, rest, { env, stdio: 'inherit' })
      child.once('error', resolve)
      child.once('exit', (code, signal) => resolve(code ?? toExitCode(signal)))
    })
    // Some refusals are events, and some are thrown.
    this.ended = ended.catch((error: Error) => error).finally(() => this.#end.abort())
  }

  send(signal: NodeJS.Signals): void {
    this.#send(signal)
  }

  /** Tells it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    this.#send('SIGTERM')
    await pause(stopTimeout, this.#end.signal)
    this.#send('SIGKILL')
  }
}

/** The exit code that a shell gives to whoever was ended by a signal. */
export function toExitCode(signal: NodeJS.Signals | null): number {
  return exitCodes.signalled + (signal === null ? 0 : constants.signals[signal])
}
