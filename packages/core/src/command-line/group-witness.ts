import { spawn, type ChildProcess } from 'node:child_process'
import { settlesWithin } from '../internal/clock.js'

/** How long a signal may take to end a process that does not handle it. Milliseconds. */
const patience = 300

/**
 * Detects whether a signal was sent to the whole process group of this process, as by a terminal for Ctrl-C, or to this
 * process alone. Node does not report the sender of a signal, so the group contains a second process that dies of any
 * signal.
 */
export class GroupWitness {
  #child: ChildProcess | undefined
  /** Resolves with whether a signal ended it; `undefined` if its program is missing. */
  #ended: Promise<boolean | undefined> = Promise.resolve(undefined)

  constructor() {
    this.#employ()
  }

  /** Whether a signal that has just arrived was sent to the whole group; `undefined` if that is unknown. */
  async sawSignal(): Promise<boolean | undefined> {
    const ended = this.#ended
    if (!(await settlesWithin(ended, patience))) return false
    const saw = await ended
    if (saw === true) this.#employ()
    return saw
  }

  dismiss(): void {
    this.#child?.kill('SIGKILL')
  }

  /** It ends with this process, which holds the only writable end of its input. */
  #employ(): void {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
    child.unref()
    child.stdin.on('error', () => undefined)
    this.#child = child
    this.#ended = new Promise((resolve) => {
      child.once('error', () => resolve(undefined))
      child.once('exit', (_code, signal) => resolve(signal !== null))
    })
  }
}
