import { readFileSync, statSync } from 'node:fs'
import { after, now } from '../internal/clock.js'

/** Between two looks: at first, and at most. Milliseconds. */
const [shortestPause, longestPause] = [1, 25]
/** What the pauses are part of from then on: a timer that fires costs 50 to 150 µs, a look 20. Milliseconds. */
const early = 1_000
const pausePart = 0.01
/** Between two looks for children. Milliseconds. */
const childInterval = 15
/** Two calls are at least this part of the time already watched apart: 0.5 %. */
const gapPart = 0.005
/** More processes cost more than the attempts that they save. */
const mostMembers = 8

/**
 * Calls `onChange` when a process, or one that it has started, has opened or closed something: a server that begins to
 * listen opens a descriptor. A look costs a tenth of an attempt to connect.
 *
 * @param onEnd - is called when the process has ended: what it has left cannot be watched
 * @returns a function that stops this; `undefined` if the system does not tell: Linux does since 6.2, in the size of
 * `/proc/PID/fd` (proc_pid_fd(5))
 */
export function watchDescriptors(
  pid: number,
  { onChange, onEnd }: { readonly onChange: () => void; readonly onEnd: () => void },
): (() => void) | undefined {
  if (process.platform !== 'linux' || !countDescriptors(pid)) return undefined
  const watch = new DescriptorWatch(pid)
  const beganAt = now()
  let [lastCall, hasChanged] = [beganAt, false]
  const look = (): void => {
    const seen = watch.look()
    if (seen === 'ended') return onEnd()
    const elapsed = now() - beganAt
    stop = after(choosePause(elapsed), look)
    hasChanged ||= seen === 'changed'
    if (!hasChanged || now() - lastCall < elapsed * gapPart) return
    lastCall = now()
    hasChanged = false
    onChange()
  }
  let stop = after(shortestPause, look)
  return () => stop()
}

function choosePause(elapsed: number): number {
  return elapsed < early ? shortestPause : Math.min(elapsed * pausePart, longestPause)
}

class DescriptorWatch {
  readonly #leader: number
  #counts = new Map<number, number>()
  #lastChildren = -Infinity

  constructor(leader: number) {
    this.#leader = leader
    this.#counts.set(leader, countDescriptors(leader) ?? 0)
  }

  look(): 'changed' | 'same' | 'ended' {
    const isForChildren = now() - this.#lastChildren >= childInterval
    if (isForChildren) this.#lastChildren = now()
    const members = isForChildren ? listMembers(this.#leader) : [...this.#counts.keys()]
    const counts = new Map<number, number>()
    for (const pid of members) {
      const count = countDescriptors(pid)
      if (count !== undefined) counts.set(pid, count)
    }
    const before = this.#counts
    this.#counts = counts
    if (!counts.get(this.#leader)) return 'ended'
    const isSame = [...counts].every(([pid, count]) => before.get(pid) === count)
    return isSame ? 'same' : 'changed'
  }
}

/** `undefined` if there is no such process; 0 if it is a zombie. */
function countDescriptors(pid: number): number | undefined {
  return statSync(`/proc/${pid}/fd`, { throwIfNoEntry: false })?.size
}

/** A process and what its first thread has started, and that. */
function listMembers(leader: number): readonly number[] {
  const members = [leader]
  for (const pid of members) {
    if (members.length < mostMembers) members.push(...listChildren(pid))
  }
  return members.slice(0, mostMembers)
}

/** Kernels may be built without that file. */
function listChildren(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
    return children.split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // gone
  }
}
