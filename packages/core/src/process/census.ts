import { readFileSync, statfsSync } from 'node:fs'
import type { ProcessState } from './table.js'

/** `PROC_SUPER_MAGIC`, statfs(2). */
const procMagic = 0x9fa0

/** What the kernel says of the processes that it has started so far. */
interface Counts {
  /** The pid that was given last, in the fifth field of `/proc/loadavg` (proc_loadavg(5)). */
  readonly lastPid: number
  /** How many processes and threads were started, in all namespaces: `processes` in `/proc/stat` (proc_stat(5)). */
  readonly started: number
}

/**
 * When the processes were started that a walk through the table has seen. Pids are given in a circle, so that one that
 * is not between the pid that was given last at that time, and the one that was given last now, still means the same
 * process, or none. What is known to be older than what is looked for need not be read again: on a machine with 500
 * processes that is 5 ms for every stop.
 */
export class Census {
  readonly #starts = new Map<number, number>()
  /** So many starts may lead round the whole circle. */
  readonly #tooMany: number = isOfKernel('/proc/loadavg') ? readLargestPid() / 4 : 0
  #counts: Counts | undefined

  /** Forgets those whose pids may have been given again. Called before the pids are listed. */
  refresh(): void {
    const before = this.#counts
    const counts = readCounts()
    this.#counts = counts
    if (before === undefined || counts === undefined) return this.#starts.clear()
    if (counts.started - before.started >= this.#tooMany) return this.#starts.clear()
    if (counts.started === before.started) return
    for (const pid of this.#starts.keys())
      if (isGivenBetween(pid, before.lastPid, counts.lastPid)) this.#starts.delete(pid)
  }

  /** Forgets all others: they are dead. In a run of days they would be as many as there are pids. */
  keep(pids: readonly number[]): void {
    if (this.#starts.size <= pids.length) return
    const living = new Set(pids)
    for (const pid of this.#starts.keys()) if (!living.has(pid)) this.#starts.delete(pid)
  }

  note({ pid, startTime }: ProcessState): void {
    this.#starts.set(pid, Number(startTime))
  }

  /** Whether the process with this pid is known to be older. */
  isOlder(pid: number, than: Pick<ProcessState, 'startTime'>): boolean {
    const start = this.#starts.get(pid)
    return start !== undefined && start < Number(than.startTime)
  }
}

function isGivenBetween(pid: number, from: number, to: number): boolean {
  return from <= to ? from < pid && pid <= to : from < pid || pid <= to
}

/** `undefined` where the kernel does not count: gVisor shows zeros. */
function readCounts(): Counts | undefined {
  const lastPid = Number(/ (\d+)\n$/.exec(read('/proc/loadavg'))?.[1])
  const started = Number(/^processes (\d+)$/m.exec(read('/proc/stat'))?.[1])
  return lastPid > 0 && started > 0 ? { lastPid, started } : undefined
}

/** In some containers lxcfs puts a file of its own there, which is some seconds old. */
function isOfKernel(path: string): boolean {
  try {
    return statfsSync(path).type === procMagic
  } catch {
    return false
  }
}

/** 0 if it is not known. */
function readLargestPid(): number {
  return Number(read('/proc/sys/kernel/pid_max'))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
