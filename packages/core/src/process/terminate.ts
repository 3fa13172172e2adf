import { now, pause, settlesWithin } from '../internal/clock.js'
import { sendGroupSignal } from './identity.js'
import type { LiveProcess } from './live-process.js'
import { Sweep } from './sweep.js'
import { findGroupMembers, signalDescendants } from './tree.js'

/** How a tree is asked to end, and how it is made to. */
export interface TerminationLadder {
  /** Sent first; `undefined` goes straight to the kill signal. */
  readonly stopSignal: NodeJS.Signals | undefined
  /** Milliseconds the tree has to obey. */
  readonly stopTimeout: number
  readonly killSignal: NodeJS.Signals
}

const killGrace = 1_000
const sweepTimeout = 5_000
const outputGrace = 100

/**
 * Ends a process with everything it started: stop signal to the group, wait, kill signal, then a sweep of every process
 * that carries the mark, until none is seen any more.
 *
 * @returns the pids that are still alive, which is possible only where the system refuses the signal
 */
export async function terminateTree(
  target: LiveProcess,
  { stopSignal, stopTimeout, killSignal }: TerminationLadder,
): Promise<readonly number[]> {
  const obeyed = stopSignal !== undefined && (await signalAndWait(target, stopSignal, stopTimeout))
  if (!obeyed) {
    target.expectForce()
    await signalAndWait(target, killSignal, killGrace)
  }
  const survivors = await sweepUp(target)
  await target.drainOutput(outputGrace)
  target.release()
  return survivors
}

async function signalAndWait(
  target: LiveProcess,
  signal: NodeJS.Signals,
  timeout: number,
): Promise<boolean> {
  const deadline = now() + timeout
  // A daemon's leader had gone before; what it left behind is the process, and has the same time to obey.
  const wasDaemon = target.exit !== undefined
  await signalDescendants(target.leader, signal)
  target.signal(signal)
  // A stopped process gets no signal but SIGKILL before it is continued.
  if (signal !== 'SIGKILL') target.signal('SIGCONT')
  if (target.exit === undefined && !(await settlesWithin(target.exited, timeout))) return false
  const lives = (): boolean =>
    target.hasGroupMembers() || (wasDaemon && target.findMembers().length > 0)
  for (let wait = 1; lives(); wait = Math.min(wait * 2, 16)) {
    if (now() >= deadline) return false
    await pause(wait)
  }
  return true
}

/** Whoever left the group, the session or its parent still carries the mark. */
async function sweepUp(target: LiveProcess): Promise<readonly number[]> {
  const deadline = now() + sweepTimeout
  const sweep = new Sweep((mark) => mark === target.mark, target.leader)
  for (;;) {
    const left = await sweep.strikeTogether()
    if (left === undefined) return sweep.leavesUnmarked ? endGroup(target, deadline) : []
    if (now() >= deadline) return left.map(({ pid }) => pid)
    await pause(1)
  }
}

/** Of another user's process no mark can be seen, but that it is still in the group. */
async function endGroup(target: LiveProcess, deadline: number): Promise<readonly number[]> {
  while (target.hasGroupMembers()) {
    const isDelivered = sendGroupSignal(target.leader, 'SIGKILL')
    if (!isDelivered || now() >= deadline)
      return findGroupMembers(target.leader).map(({ pid }) => pid)
    await pause(1)
  }
  return []
}
