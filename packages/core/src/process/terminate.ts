import { now, pause, settlesWithin } from '../internal/clock.js'
import { identify, isAlive, maySignal, sendSignal, type ProcessIdentity } from './identity.js'
import type { MarkedProcess, Search } from './look.js'
import { Sweep } from './sweep.js'
import { signalDescendants, signalMarked } from './tree.js'

/** How a tree is stopped, and how it is killed. */
export interface TerminationLadder {
  /** Sent first; `undefined` goes straight to the kill signal. */
  readonly stopSignal: NodeJS.Signals | undefined
  /** With `'leader'` the leader ends the others of its group. */
  readonly stopTarget?: 'group' | 'leader'
  /** Milliseconds between the stop signal and the kill signal. */
  readonly stopTimeout: number
  readonly killSignal: NodeJS.Signals
}

/** A tree of processes that can be ended. */
export interface Tree {
  readonly leader: ProcessIdentity
  /** How its leader ended; `undefined` while it runs. */
  readonly exit: unknown
  readonly exited: Promise<unknown>
  /** The search for its processes. */
  readonly search: Search
  signal(signal: NodeJS.Signals): void
  rememberKin(): void
  expectForce(): void
  noteDisobedience(): void
  drainOutput(grace: number): Promise<void>
  release(): void
}

const killGrace = 1_000
const sweepTimeout = 5_000
const outputGrace = 100
const reapGrace = 50

let isReapedHere = true

/**
 * Ends a process with everything it started: stop signal, wait, kill signal, then a sweep of every process that carries
 * the mark, until none is seen any more.
 *
 * @returns the pids that are still alive, which is possible only if the system refuses the signal
 */
export async function terminateTree(
  target: Tree,
  { stopSignal, stopTarget, stopTimeout, killSignal }: TerminationLadder,
): Promise<readonly number[]> {
  const hasObeyed = await askToEnd(target, stopSignal, stopTimeout, stopTarget)
  if (!hasObeyed && stopSignal !== undefined && stopTimeout > 0) target.noteDisobedience()
  const survivors = hasObeyed ? [] : await makeEnd(target, killSignal)
  await target.drainOutput(outputGrace)
  target.release()
  return survivors
}

/**
 * Sends the stop signal to the group. Processes outside it get it when the leader has ended: a leader that lives passes
 * it on where necessary, and many programs take a second one for an order to drop everything.
 *
 * @param timeout - milliseconds
 * @param whom - with `'leader'` the rest of the group gets it only after the leader has ended, too
 * @returns whether all have ended
 */
export async function askToEnd(
  target: Tree,
  signal: NodeJS.Signals | undefined,
  timeout: number,
  whom: TerminationLadder['stopTarget'] = 'group',
): Promise<boolean> {
  if (signal === undefined) return false
  const deadline = now() + timeout
  const wasLed = target.exit === undefined
  const asked = new Set(wasLed && whom === 'group' ? [target.leader.pid] : []) // by groups
  const ask = (member: MarkedProcess): void => {
    if (asked.has(member.group)) return
    asked.add(member.group)
    signalMarked([member], signal)
    continueAfter(signal, (next) => signalMarked([member], next))
  }
  if (wasLed) {
    // Before any process ends: the origin of an orphan cannot be determined.
    target.rememberKin()
    if (whom === 'group') {
      await signalDescendants(target.leader, signal)
      target.signal(signal)
    } else sendSignal(target.leader, signal)
    continueAfter(signal, (next) => target.signal(next))
    if (!(await settlesWithin(target.exited, timeout))) return false
  }
  const sweep = new Sweep(target.search)
  for (;;) {
    const left = await sweep.look(ask)
    if (left === undefined) {
      await untilReaped(sweep.dead)
      return true
    }
    if (areOutOfReach(left) || !(await endWithin(left, deadline))) return false
  }
}

/** A stopped process gets no signal but SIGKILL before it is continued. */
function continueAfter(signal: NodeJS.Signals, send: (signal: NodeJS.Signals) => void): void {
  if (signal !== 'SIGKILL') send('SIGCONT')
}

async function endWithin(members: readonly MarkedProcess[], deadline: number): Promise<boolean> {
  for (let wait = 1; ; wait = Math.min(wait * 2, 16)) {
    if (now() >= deadline) return false
    await pause(wait)
    if (!members.some(isAlive)) return true
  }
}

/** Kills them, and makes sure that none is left. */
async function makeEnd(target: Tree, killSignal: NodeJS.Signals): Promise<readonly number[]> {
  target.expectForce()
  return (await askToEnd(target, killSignal, killGrace)) ? [] : sweepUp(target)
}

async function sweepUp(target: Tree): Promise<readonly number[]> {
  const deadline = now() + sweepTimeout
  const sweep = new Sweep(target.search)
  for (;;) {
    const left = await sweep.strikeTogether()
    if (left === undefined) {
      await untilReaped(sweep.dead)
      return []
    }
    if (now() >= deadline || areOutOfReach(left)) return left.map(({ pid }) => pid)
    await pause(1)
  }
}

/** Whether there are only processes left that the system does not let us signal. */
function areOutOfReach(members: readonly MarkedProcess[]): boolean {
  return members.length > 0 && members.every((member) => !maySignal(member))
}

/**
 * A killed process is a zombie until its parent, or the process that adopts orphans, reaps it. For `kill -0` a zombie
 * exists, and so it does for a server that finds its pid in the file of an earlier one. Where zombies are never reaped,
 * as in a container whose first process does not do so, there is no second wait.
 */
async function untilReaped(dead: readonly ProcessIdentity[]): Promise<void> {
  const deadline = now() + reapGrace
  let left = dead
  for (let wait = 1; isReapedHere && left.length > 0; wait = Math.min(wait * 2, 16)) {
    await pause(wait)
    left = left.filter(({ pid, startTime }) => identify(pid)?.startTime === startTime)
    if (now() >= deadline) isReapedHere = left.length === 0
  }
}
