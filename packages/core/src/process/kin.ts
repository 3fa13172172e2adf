import type { Guardian } from './guardian.js'
import type { ProcessIdentity } from './identity.js'
import { processTable } from './system-table.js'
import type { ProcessState } from './table.js'

/** Linux keeps no more of a program's name, proc_pid_comm(5). */
const keptName = 15

/** The process that a {@link Kin} belongs to. */
export interface KinParts {
  readonly leader: ProcessIdentity
  readonly mark: string
  /** Names of programs that are left running once they have left the session. */
  readonly leaves: readonly string[]
}

/**
 * The processes that belong to a process without a mark.
 *
 * sshd and proftpd close every descriptor and overwrite their environment, and turbo gives its tasks a clean one. All
 * of these share with their leader the session that it leads (setsid(2)): the third mark. Processes that have left that
 * as well, as sshd's sessions do, are known because they were seen as children of a member.
 *
 * The number of a session is not reused as long as a process is in it (credentials(7)). So it is ours while its leader
 * lives; after its end, until the first scan that follows; and from then on while a process lives in it that was seen
 * there before.
 */
export class Kin {
  readonly mark: string
  readonly #leader: ProcessIdentity
  readonly #leaves: ReadonlySet<string>
  readonly #known = new Map<number, ProcessState>()
  #guardian: Guardian | undefined
  #hasOutlivedLeader = false

  constructor({ leader, mark, leaves }: KinParts) {
    this.mark = mark
    this.#leader = leader
    this.#leaves = new Set(leaves.map((name) => name.slice(0, keptName)))
  }

  /** The session that it leads, or led, if its number cannot have been reused. */
  findSession(): number | undefined {
    const { pid, startTime } = this.#leader
    const holder = processTable.readState(pid)
    if (holder !== undefined) return holder.startTime === startTime ? pid : undefined
    if (!this.#hasOutlivedLeader) return pid
    const isThere = (each: ProcessState): boolean =>
      each.session === pid && processTable.readState(each.pid)?.startTime === each.startTime
    return [...this.#known.values()].some(isThere) ? pid : undefined
  }

  /** Whether this very process was seen to belong to it. */
  knows({ pid, startTime }: ProcessState): boolean {
    return this.#known.get(pid)?.startTime === startTime
  }

  /** Whether it is a program that is left running. */
  leaves({ name, session }: ProcessState): boolean {
    return this.#leaves.has(name) && session !== this.#leader.pid
  }

  /** Remembers the descendants of a leader that is about to end; its session is known by its number. */
  remember(descendants: readonly ProcessState[]): void {
    for (const state of descendants)
      if (state.session !== this.#leader.pid && !this.leaves(state)) this.#add(state)
  }

  /** Remembers the members that are left without a leader. */
  outlive(members: readonly ProcessState[]): void {
    this.#hasOutlivedLeader = true
    const pids = new Set(members.map(({ pid }) => pid))
    for (const state of this.#known.values()) if (!pids.has(state.pid)) this.#drop(state)
    for (const state of members) this.#add(state)
    this.#guardian?.forget(this.#leader)
  }

  /** Reports all members, known now or later, to the guardian, until {@link part}. */
  guardBy(guardian: Guardian): void {
    this.#guardian = guardian
    guardian.watch({ ...this.#leader, session: this.#leader.pid, leaves: [...this.#leaves] })
  }

  /** No member is left. */
  part(): void {
    for (const state of this.#known.values()) this.#drop(state)
    this.#guardian?.forget(this.#leader)
    this.#guardian = undefined
  }

  #add(state: ProcessState): void {
    if (this.knows(state)) return
    this.#known.set(state.pid, state)
    // A session is ours as a whole only if its first process is a member.
    const begun = state.session === state.pid ? -state.session : 0
    const session = state.session === this.#leader.pid ? state.session : begun
    this.#guardian?.watch({ ...state, session })
  }

  #drop(state: ProcessState): void {
    this.#known.delete(state.pid)
    this.#guardian?.forget(state)
  }
}
