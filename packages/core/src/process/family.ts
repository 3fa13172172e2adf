import { identify, isAlive, sendSignal, type ProcessIdentity } from './identity.js'
import { processTable } from './system-table.js'

/**
 * A child of this process and its descendants in the process group of this one: what a terminal would reach. A
 * descendant that loses its parent stays a member once it was seen.
 */
export class Family {
  readonly #members = new Map<number, ProcessIdentity>()

  /** @param pid - of a child that is alive, or not reaped yet */
  constructor(pid: number) {
    const child = identify(pid)
    if (child !== undefined) this.#members.set(pid, child)
  }

  /** Adds new descendants; returns the members that are alive. */
  look(): readonly ProcessIdentity[] {
    const states = [...processTable.walk()].filter((state) => state !== undefined)
    const own = states.find(({ pid }) => pid === process.pid)?.group
    const sameGroup = states.filter(({ group }) => group === own)
    // The loop also reaches members that it adds.
    for (const [pid, { startTime }] of this.#members) {
      if (states.every((each) => each.pid !== pid || each.startTime !== startTime)) continue
      for (const child of sameGroup) if (child.parent === pid) this.#members.set(child.pid, child)
    }
    return [...this.#members.values()].filter(isAlive)
  }

  /** Sends a signal to all of them, and to those that are found only then. */
  signal(signal: NodeJS.Signals): void {
    const told = new Set<number>()
    for (let found = this.look(); found.some(({ pid }) => !told.has(pid)); found = this.look()) {
      for (const member of found) if (!told.has(member.pid)) sendSignal(member, signal)
      for (const { pid } of found) told.add(pid)
    }
  }
}
