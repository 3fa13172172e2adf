import type { ChildProcess } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import type { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { untilAborted } from '../internal/abort.js'
import { after, pause, settlesWithin } from '../internal/clock.js'
import type { OutputStream } from '../internal/output-stream.js'
import type { Exit } from './exit.js'
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
import { terminateTree, type TerminationLadder } from './terminate.js'
import { signalMarked } from './tree.js'

/** A daemon is not a child of this process: its end can only be polled. Milliseconds. */
const daemonCheckInterval = 20

/**
 * When to scan for what is left of a tree whose leader has ended by itself. Until then the number of its session is not
 * reused, since numbers are assigned in a circle. Milliseconds.
 */
const lookAfterExit = 100

/** An exec takes about a millisecond, and so does a scan. */
const surestLooks = 5

/**
 * The result of a scan that failed, for want of memory or descriptors for example; a sweep throws the error instead.
 */
const nothingSeen: Sighting = { marked: [], corpses: [], isUnclear: true, dead: [] }

/** Emits `exit` with code and signal, and whether another client requested it; has the output if that arrives here. */
export interface Child
  extends EventEmitter, Pick<ChildProcess, 'stdin' | 'stdout' | 'stderr' | 'stdio' | 'unref'> {}

/** What a {@link LiveProcess} is made of. */
export interface LiveProcessParts {
  readonly child: Child
  /** Ends it with this Node process, until the returned function is called. */
  readonly watchOver: (process: LiveProcess) => () => void
  readonly leader: ProcessIdentity
  readonly mark: string
  readonly log: ProcessLog
  /** Names of programs that are left running once they have left its session. */
  readonly leaves: readonly string[]
}

/**
 * A process that was launched, and all that it started: its leader, the leader's group, and whatever carries its mark.
 *
 * Depends on the `exit` event, never on `close`: a grandchild that keeps stdout open delays nothing.
 */
export class LiveProcess {
  readonly leader: ProcessIdentity
  readonly mark: string
  /** The processes that belong to it without a mark. */
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
  /** No process carries the mark any more, so none can inherit it. */
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

  /** The leader's pid while it lives, then that of the oldest process that it left behind. */
  get pid(): number | undefined {
    if (this.#exit === undefined) return this.leader.pid
    return this.isAlive() ? this.#daemons.find(this.#runs)?.pid : undefined
  }

  /** Whether another client that uses it as well requested its end. */
  get wasEndedElsewhere(): boolean {
    return this.#wasEndedElsewhere
  }

  /** Whether a daemon was seen after its leader had exited, even if it has ended since. */
  get hasLeftDaemon(): boolean {
    return this.#hasLeftDaemon
  }

  /** Whether the leader has ended, even if this process was not notified yet. */
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
   * Resolves when nothing of it is left to wait for: its leader has failed, or has exited and left no daemon; or when
   * the signal is aborted.
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

  /** As {@link isAlive} once the leader has ended, but concurrent calls share a scan. */
  async #livesOn({ code }: Exit): Promise<boolean> {
    if (code !== 0 || this.#isGone) return false
    if (this.#daemons.some(this.#runs)) return true
    const look = (): Promise<Sighting> => lookTogether(this.search).catch(() => nothingSeen)
    let sighting = await look()
    for (let looks = 1; looks < surestLooks && isDoubtful(sighting); looks++)
      sighting = await look()
    return this.#remember(sighting).length > 0
  }

  /** Whether a member lives, and is not a program that is left running. */
  readonly #runs = (member: MarkedProcess): boolean => {
    const state = processTable.readState(member.pid)
    return isAlive(member) && state !== undefined && !this.kin.leaves(state)
  }

  /** Scans for the living processes that carry the mark; repeats the scan if an exec may have hidden one. */
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

  /** The search for the processes that belong to it. */
  get search(): Search {
    return { accepts: (mark) => mark === this.mark, eldest: this.leader, kin: [this.kin] }
  }

  /** Remembers the descendants of its leader: after its end they cannot be determined. */
  rememberKin(): void {
    this.kin.remember(processTable.listDescendants(this.leader.pid))
  }

  /** After a crash, the processes that are left can be recognised only by their own identity. */
  async #lookWhoIsLeft(): Promise<void> {
    if (this.#isReleased) return
    const sighting = await lookTogether(this.search).catch(() => undefined) // the next scan tries again
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

  /**
   * Whether it, or a process that it started, had to be killed because it did not end in time after its stop signal.
   */
  get hasDisobeyed(): boolean {
    return this.#hasDisobeyed
  }

  noteDisobedience(): void {
    this.#hasDisobeyed = !this.#force // or it is being killed on request
  }

  /** From now on an exit counts as forced. */
  expectForce(): void {
    this.#force = true
  }

  /** Whether it is suspended (SIGSTOP) until it is continued. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Sends a signal to the leader's group and, when the leader has ended, to whatever it left behind. */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') this.#isPaused = signal === 'SIGSTOP'
    if (this.#exit === undefined) sendGroupSignal(this.leader, signal)
    else signalMarked(this.findMembers(), signal)
  }

  /**
   * Waits for the end of the output, at most `grace` milliseconds: a process that inherited the pipes may keep them
   * open.
   */
  async drainOutput(grace: number): Promise<void> {
    if (await settlesWithin(this.#drained, grace)) return
    // Timers come before input in a turn of the event loop: one that is late may have overtaken what has arrived.
    for (let turn = 0; turn < 2; turn++) await setImmediate()
  }

  /** Ends it as {@link terminateTree} does. */
  end(ladder: TerminationLadder): Promise<readonly number[]> {
    return terminateTree(this, ladder)
  }

  /** Releases everything that this Node process holds for a tree that is gone. */
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

/** Output is read as it arrives, even if it is not used: a full pipe would block the process. */
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

/** A program may end while its executors run; they end with it. A pending wait for one of them keeps it alive. */
function letProgramEnd(child: Child): void {
  child.unref()
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream) (stream as unknown as { unref(): void }).unref()
  }
}
