import { processTable } from './system-table.js'

/** A process that cannot be confused with a later one that has the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system's own notation. */
  readonly startTime: string
}

/** The identity of the process that has this pid now. */
export function identify(pid: number): ProcessIdentity | undefined {
  const state = processTable.readState(pid)
  return state === undefined ? undefined : { pid, startTime: state.startTime }
}

/** Whether this very process still runs; a zombie does not. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  const state = processTable.readState(pid)
  return state !== undefined && state.startTime === startTime && !state.zombie
}

/** Whether no process has this pid, not even one that this user cannot see (`hidepid`, proc(5)). A zombie is dead. */
export function isUnused(pid: number): boolean {
  const state = processTable.readState(pid)
  return state === undefined ? !deliver(pid, 0) : state.zombie
}

/**
 * The only way in which this project sends a signal: to a process whose identity was checked a moment ago. Returns
 * whether it was delivered; a process that is gone is not an error.
 */
export function sendSignal(target: ProcessIdentity, signal: NodeJS.Signals): boolean {
  return isAlive(target) && deliver(target.pid, signal)
}

/**
 * Signals the whole process group that `leader` was started in. The caller knows that the group is the leader's: while
 * it has a member, Linux and macOS give its number to no other process.
 */
export function sendGroupSignal(leader: ProcessIdentity, signal: NodeJS.Signals | 0): boolean {
  // 0 and 1 would mean the caller's own group and every process there is, kill(2).
  return leader.pid > 1 && deliver(-leader.pid, signal)
}

/** Whether this process may signal it; true if it is gone. */
export function maySignal({ pid }: ProcessIdentity): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM'
  }
}

function deliver(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    // EPERM: the process exists, but this user may not signal it.
    return (error as NodeJS.ErrnoException).code === 'EPERM' && signal === 0
  }
}
