import { spawn, type ChildProcess } from 'node:child_process'
import { settlesWithin } from '../internal/clock.js'

/** How long a signal may take to end a process that does not handle it. Milliseconds. */
const patience = 300

/**
 * Sees whether a signal was sent to the whole process group of this process, as a terminal does with that of Ctrl-C, or
 * to this process alone. No system tells a program of Node's who sent a signal: so another one is in the group that
 * dies of whatever is sent to it.
 */
export class GroupWitness {
  #child: ChildProcess | undefined
  /** Resolves with whether a signal ended it; `undefined` where there is no such program. */
  #ended: Promise<boolean | undefined> = Promise.resolve(undefined)

  constructor() {
    this.#employ()
  }

  /** Whether a signal that has just arrived here was sent to all; `undefined` when nobody can tell. */
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

  /** It ends with this process, however that ends, for nobody else can write to it. */
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
