import { randomBytes } from 'node:crypto'
import { block, now } from '../internal/clock.js'
import { Guardian, type KeptFolder } from './guardian.js'
import { identify, type ProcessIdentity } from './identity.js'
import type { Kin } from './kin.js'
import { OwnerFolder } from './owner-folder.js'
import { Sweep } from './sweep.js'

/** What an owner requires of a process to end it together with itself. */
export interface OwnedProcess {
  readonly kin: Kin
  /** Sends its stop signal, and waits at most `timeout` milliseconds for the end of all of it. */
  askToEnd(timeout: number): Promise<unknown>
}

const stopGrace = 1_000
const reapTimeout = 2_000
const ourHandler = Symbol.for('mirakuru.signal-handler')
const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * This Node process as the owner of the processes that it launched. All of their marks begin with its id; however it
 * ends, everything that carries such a mark ends with it: by the hooks below where it can still react, by the guardian
 * where it cannot.
 */
class Owner {
  readonly id: string = randomBytes(8).toString('hex')
  readonly #self: ProcessIdentity = identify(process.pid) ?? { pid: process.pid, startTime: '' }
  readonly #processes = new Set<OwnedProcess>()
  #launches = 0
  #guardian: Guardian | undefined
  readonly #folder = new OwnerFolder(this.id)
  #kept: KeptFolder | undefined

  /** The mark for the next process, `<owner>:<number>`. The first call prepares for the owner's own end. */
  nextMark(): string {
    this.prepare()
    return `${this.id}:${++this.#launches}`
  }

  /** The folder for the files of this owner's processes, removed when this owner ends. */
  get folder(): OwnerFolder {
    this.prepare()
    return this.#folder
  }

  /**
   * When this owner is killed, this folder is removed too, unless its keeper still lives. Called before the first
   * start.
   */
  keep(kept: KeptFolder): void {
    this.#kept = kept
  }

  /** Prepares for its own end, as the first process does. */
  prepare(): void {
    if (this.#guardian !== undefined) return
    this.#guardian = new Guardian(this.id, this.#folder.path, this.#kept)
    this.#hook()
  }

  /** The members of its processes that have no mark. */
  get kin(): readonly Kin[] {
    return [...this.#processes].map(({ kin }) => kin)
  }

  /** Ends the process with this one, until the returned function is called. */
  watchOver(owned: OwnedProcess): () => void {
    this.#processes.add(owned)
    if (this.#guardian !== undefined) owned.kin.guardBy(this.#guardian)
    return () => {
      this.#processes.delete(owned)
      owned.kin.part()
    }
  }

  /**
   * What an engine of containers holds for this owner ends with it, until the returned function is called. It must be
   * labelled with {@link id}.
   *
   * @param engine - the command line of the engine, as words of the shell on one line
   */
  holdAt(engine: string, name: string): () => void {
    this.prepare()
    return this.#guardian?.watchEngine(engine, name) ?? (() => undefined)
  }

  #hook(): void {
    process.on('exit', this.#reap)
    for (const signal of deadlySignals) process.on(signal, this.#onSignal)
  }

  #unhook(): void {
    process.off('exit', this.#reap)
    for (const signal of deadlySignals) process.off(signal, this.#onSignal)
  }

  /** Nothing asynchronous runs any more: kill, and check that all have ended. */
  readonly #reap = (): void => {
    const deadline = now() + reapTimeout
    const accepts = (mark: string): boolean => mark.startsWith(`${this.id}:`)
    const sweep = new Sweep({ accepts, eldest: this.#self, kin: this.kin })
    while (sweep.strike() !== undefined && now() < deadline) block(1)
    this.#folder.removeNow()
  }

  /**
   * Launched processes lead their own sessions, so a terminal's Ctrl-C does not reach them: pass it on as their stop
   * signal, give them a moment, then die of the signal ourselves. A program with its own handlers decides itself.
   */
  readonly #onSignal = markAsOurs((signal: NodeJS.Signals): void => {
    if (hasOtherHandlers(signal)) return
    const die = markAsOurs((): void => {
      this.#unhook()
      this.#reap()
      process.kill(process.pid, signal)
    })
    process.once(signal, die) // the second time: at once
    void Promise.allSettled([...this.#processes].map((each) => each.askToEnd(stopGrace))).then(die)
  })
}

function markAsOurs<Handler extends (signal: NodeJS.Signals) => void>(handler: Handler): Handler {
  return Object.assign(handler, { [ourHandler]: true })
}

/**
 * Whether the program handles the signal itself. Copies of this package do not count, nor does signal-exit, which many
 * packages load and which, like us, only acts when no other handler does; both have a public count or brand for that.
 */
function hasOtherHandlers(signal: NodeJS.Signals): boolean {
  const foreign = process.listeners(signal).filter((listener) => !(ourHandler in listener))
  const signalExit = (globalThis as Record<symbol, { count?: number } | undefined>)[
    Symbol.for('signal-exit emitter')
  ]
  return foreign.length > (signalExit?.count ?? 0)
}

/** The owner of all processes that this copy of the package launches. */
export const owner: Owner = new Owner()
