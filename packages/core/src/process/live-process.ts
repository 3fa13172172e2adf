import type { ChildProcess } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import type { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { untilAborted } from '../internal/abort.js'
import { after, pause, settlesWithin } from '../internal/clock.js'
import type { OutputStream } from '../internal/output-stream.js'
import { isAlive, sendGroupSignal, type ProcessIdentity } from './identity.js'
import { Kin } from './kin.js'
import type { ProcessLog } from './log.js'
import {
  lookForMarked,
  lookTogether,
  type MarkedProcess,
  type Search,
  type Sighting,
} from './look.js'
import { processTable } from './system-table.js'
import { signalMarked } from './tree.js'

/** How a process ended. */
export interface Exit {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** Whether it had to be killed because it did not obey its stop signal in time, or was killed on request. */
  readonly forced: boolean
}

/** A daemon is nobody's child: its end can only be looked for. */
const daemonCheckInterval = 20

/**
 * When it is looked who is left of a tree whose leader has ended and that nobody ends. As long as that the number of its
 * session is nobody else's, since numbers are given out in a circle.
 */
const lookAfterExit = 100

/** An exec takes about a millisecond, and so does a look. */
const surestLooks = 5

/** Where a look fails, for want of memory or descriptors for example, nothing is known; whoever sweeps is told of that. */
const nothingSeen: Sighting = { marked: [], corpses: [], isUnclear: true, dead: [] }

/**
 * Where the end of a process shows, and its output if that arrives here. It emits `exit` with code and signal, and whether
 * somebody else had asked for it.
 */
export interface Child
  extends EventEmitter, Pick<ChildProcess, 'stdin' | 'stdout' | 'stderr' | 'stdio' | 'unref'> {}

/** What a {@link LiveProcess} is made of. */
export interface LiveProcessParts {
  readonly child: Child
  /** Ends it together with this Node process, until the returned function is called. */
  readonly watchOver: (process: LiveProcess) => () => void
  readonly leader: ProcessIdentity
  readonly mark: string
  readonly log: ProcessLog
  /** Names of programs that are left running when they have left its session. */
  readonly leaves: readonly string[]
}

/**
 * A process that was launched, and all it started: its leader, the leader's group, and whatever carries its mark.
 *
 * Decides on the `exit` event, never on `close`: a grandchild that keeps stdout open delays nothing.
 */
export class LiveProcess {
  readonly leader: ProcessIdentity
  readonly mark: string
  /** Who belongs to it without a mark. */
  readonly kin: Kin
  readonly stdin: Writable | undefined
  /** Milliseconds since 1970. */
  readonly launchedAt: number = Date.now()
  /** Resolves when the leader has ended. */
  readonly exited: Promise<Exit>
  readonly #drained: Promise<unknown>
  readonly #child: Child
  readonly #release: () => void
  #exit: Exit | undefined
  #force = false
  #isPaused = false
  #hasDisobeyed = false
  #wasEndedElsewhere = false
  /** Nobody carries the mark any more, so that nobody can get it from anybody. */
  #isGone = false
  #daemons: readonly MarkedProcess[] = []
  #hasLeftDaemon = false
  #isReleased = false

  constructor({ child, leader, mark, log, leaves, watchOver }: LiveProcessParts) {
    this.#child = child
    this.leader = leader
    this.mark = mark
    this.kin = new Kin({ leader, mark, leaves })
    this.stdin = child.stdin ?? undefined
    this.#drained = Promise.all([drain(child, 'stdout', log), drain(child, 'stderr', log)])
    this.exited = new Promise((resolve) => {
      child.once('exit', (code: Exit['code'], signal: Exit['signal'], wasAskedFor = false) => {
        this.#exit = { code, signal, forced: this.#force }
        this.#wasEndedElsewhere = wasAskedFor
        resolve(this.#exit)
        after(lookAfterExit, () => void this.#lookWhoIsLeft())
      })
    })
    this.#release = watchOver(this)
    letProgramEnd(child)
  }

  /** How the leader ended; `undefined` while it runs. */
  get exit(): Exit | undefined {
    return this.#exit
  }

  /** The leader's pid while it lives, then that of the eldest process it left behind. */
  get pid(): number | undefined {
    if (this.#exit === undefined) return this.leader.pid
    return this.isAlive() ? this.#daemons.find(this.#runs)?.pid : undefined
  }

  /** Whether somebody who holds it as well has asked it to end. */
  get wasEndedElsewhere(): boolean {
    return this.#wasEndedElsewhere
  }

  /** Whether a daemon was seen after its leader had exited, be it that it has ended since. */
  get hasLeftDaemon(): boolean {
    return this.#hasLeftDaemon
  }

  /** Whether the leader has ended, be it that this process was not told yet. */
  hasEnded(): boolean {
    return this.#exit !== undefined || !isAlive(this.leader)
  }

  /** Whether the leader runs, or has exited with 0 and left a daemon that does. */
  isAlive(): boolean {
    if (this.#exit === undefined) return true
    if (this.#exit.code !== 0 || this.#isGone) return false
    return this.#daemons.some(this.#runs) || this.findMembers().length > 0
  }

  /**
   * Resolves when nothing of it is left to wait for: its leader has failed, or has exited and left no daemon. Who waits no
   * longer is not kept until then.
   */
  async whenGone(signal: AbortSignal): Promise<Exit | undefined> {
    await untilAborted(this.exited, signal).catch(() => undefined)
    const exit = this.#exit
    if (exit === undefined) return undefined
    while ((await this.#livesOn(exit)) && !signal.aborted) await pause(daemonCheckInterval, signal)
    return exit
  }

  /** Resolves when the leader has ended, with whether it has left a daemon. */
  async leavesDaemon(): Promise<boolean> {
    return this.#livesOn(await this.exited)
  }

  /** As {@link isAlive} once the leader has ended, but at one price for all who ask in this moment. */
  async #livesOn({ code }: Exit): Promise<boolean> {
    if (code !== 0 || this.#isGone) return false
    if (this.#daemons.some(this.#runs)) return true
    const look = (): Promise<Sighting> => lookTogether(this.search).catch(() => nothingSeen)
    let sighting = await look()
    for (let looks = 1; looks < surestLooks && isDoubtful(sighting); looks++)
      sighting = await look()
    return this.#remember(sighting).length > 0
  }

  /** Be it that it has become one of those that are left alone. */
  readonly #runs = (member: MarkedProcess): boolean => {
    const state = processTable.readState(member.pid)
    return isAlive(member) && state !== undefined && !this.kin.leaves(state)
  }

  /** Looks for the living processes that carry the mark, again where one may be in an exec and not to be seen. */
  findMembers(): readonly MarkedProcess[] {
    let sighting = this.#look()
    for (let looks = 1; looks < surestLooks && isDoubtful(sighting); looks++)
      sighting = this.#look()
    return this.#remember(sighting)
  }

  #look(): Sighting {
    try {
      return lookForMarked(this.search)
    } catch {
      return nothingSeen
    }
  }

  /** Finds the processes that belong to it. */
  get search(): Search {
    return { accepts: (mark) => mark === this.mark, eldest: this.leader, kin: [this.kin] }
  }

  /** Keeps in mind who is below its leader now: when that has ended nobody can tell any more. */
  rememberKin(): void {
    this.kin.remember(processTable.listDescendants(this.leader.pid))
  }

  /** After a crash whoever is left has nothing but their own identity to be known by. */
  async #lookWhoIsLeft(): Promise<void> {
    if (this.#isReleased) return
    const sighting = await lookTogether(this.search).catch(() => undefined) // the next look will be another
    if (sighting !== undefined && !this.#isReleased) this.#remember(sighting)
  }

  #remember(sighting: Sighting): readonly MarkedProcess[] {
    if (sighting === nothingSeen) return this.#daemons.filter(isAlive)
    const { marked, isUnclear } = sighting
    const eldestFirst = marked.toSorted((a, b) => Number(a.startTime) - Number(b.startTime))
    if (this.#exit === undefined) return eldestFirst
    this.kin.outlive(eldestFirst)
    this.#daemons = eldestFirst
    this.#hasLeftDaemon ||= this.#exit.code === 0 && eldestFirst.length > 0
    this.#isGone = marked.length === 0 && !isUnclear
    return eldestFirst
  }

  /** Whether it had to be killed because it, or something it had started, did not obey its stop signal in time. */
  get hasDisobeyed(): boolean {
    return this.#hasDisobeyed
  }

  noteDisobedience(): void {
    this.#hasDisobeyed = !this.#force // or it is being killed on request
  }

  /** From here on an exit counts as forced. */
  expectForce(): void {
    this.#force = true
  }

  /** Whether it was stopped in its tracks: it does nothing before it is continued. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Sends a signal to the leader's group and, when the leader has ended, to whatever it left behind. */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') this.#isPaused = signal === 'SIGSTOP'
    if (this.#exit === undefined) sendGroupSignal(this.leader, signal)
    else signalMarked(this.findMembers(), signal)
  }

  /** Waits for the end of the output, at most `grace` milliseconds: whoever inherited the pipes may keep them open. */
  async drainOutput(grace: number): Promise<void> {
    if (await settlesWithin(this.#drained, grace)) return
    // Timers come before input in a turn of the event loop: one that is late may have overtaken what has arrived.
    for (let turn = 0; turn < 2; turn++) await setImmediate()
  }

  /** Lets go of everything this Node process holds for a tree that is gone. */
  release(): void {
    this.#isReleased = true
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    this.#child.stdin?.destroy()
    this.#release()
  }
}

function isDoubtful({ marked, isUnclear }: Sighting): boolean {
  return marked.length === 0 && isUnclear
}

/** Output is read as it comes, whether or not anybody wants it: a full pipe would block the process. */
function drain(child: Child, stream: OutputStream, log: ProcessLog): Promise<void> {
  const source = child[stream]
  if (source === null) return Promise.resolve()
  source.on('data', (chunk: Buffer) => log.append(stream, chunk))
  source.on('error', () => undefined)
  return new Promise((resolve) => {
    source.once('close', () => {
      log.finish(stream)
      resolve()
    })
  })
}

/** A program may end while its executors run; they end with it. Whoever waits for one of them keeps it alive. */
function letProgramEnd(child: Child): void {
  child.unref()
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream) (stream as unknown as { unref(): void }).unref()
  }
}
