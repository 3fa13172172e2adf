/** What the system says of one process. */
export interface ProcessState {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** The pid of whoever began the session; where the system tells no sessions, the group. */
  readonly session: number
  /** Of the program, as far as the system keeps it; empty when it does not tell. */
  readonly name: string
  /** When it started, in the system's own notation: a pid and its start time together never name two processes. */
  readonly startTime: string
  /** A zombie still has a pid, and `kill(pid, 0)` succeeds for it, but it is dead. */
  readonly zombie: boolean
}

/** The part of a system that knows its processes; one class for each kind of system. */
export interface ProcessTable {
  /** Whether {@link readMark} can see the marks of processes on this system. */
  readonly seesMarks: boolean
  /** Whether {@link ProcessState.session} is one. */
  readonly seesSessions: boolean
  /** `undefined` when there is no such process. */
  readState(pid: number): ProcessState | undefined
  /** Every process, the newest first and each read as late as possible; `undefined` for one that had ended by then. */
  walk(): Iterable<ProcessState | undefined>
  /** All that are below a process now, each after its parent; empty when the system does not tell cheaply. */
  listDescendants(pid: number): readonly ProcessState[]
  /**
   * The mark that a process carries: `undefined` when it has none or is another user's, {@link unreadableMark} while it
   * is in the middle of an exec, where its environment reads as empty.
   *
   * @param process - a state that {@link walk} gave, where that knows more already, or a pid alone
   */
  readMark(process: Pick<ProcessState, 'pid'>): string | undefined
  /** Command line for people; empty when the system does not tell. The same goes for `process`. */
  readCommand(process: Pick<ProcessState, 'pid'>): string
  readCwd(pid: number): string | undefined
  /** How much memory it occupies, in bytes. */
  readMemory(pid: number): number | undefined
}

/** What {@link ProcessTable.readMark} answers when it is worth looking again. */
export const unreadableMark = 'unreadable'
