/** The state of one process. */
export interface ProcessState {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** The pid of the leader of the session; the group, if the system does not report sessions. */
  readonly session: number
  /** The name of the program, as much as the system keeps; empty if it does not report it. */
  readonly name: string
  /** When it started, in the system's own notation: a pid and its start time together identify one process. */
  readonly startTime: string
  /** A zombie still has a pid, and `kill(pid, 0)` succeeds for it, but it is dead. */
  readonly zombie: boolean
}

/** Access to the processes of a system; one class for each kind of system. */
export interface ProcessTable {
  /** Whether {@link readMark} can see the marks of processes on this system. */
  readonly seesMarks: boolean
  /** Whether {@link ProcessState.session} is a session. */
  readonly seesSessions: boolean
  /** The state of a process; `undefined` if it does not exist. */
  readState(pid: number): ProcessState | undefined
  /**
   * Every process, the newest first and each read as late as possible; `undefined` for one that had ended by then.
   *
   * @param eldest - those that are known to be older may be left out
   */
  walk(eldest?: Pick<ProcessState, 'startTime'>): Iterable<ProcessState | undefined>
  /** All descendants of a process now, each after its parent; empty if the system does not report them cheaply. */
  listDescendants(pid: number): readonly ProcessState[]
  /**
   * The mark that a process carries: `undefined` if it has none or belongs to another user, {@link unreadableMark}
   * while it is in the middle of an exec, where its environment reads as empty.
   *
   * @param process - a state from {@link walk}, which may know more already, or a pid alone
   */
  readMark(process: Pick<ProcessState, 'pid'>): string | undefined
  /** The command line for messages; empty if the system does not report it. The same goes for `process`. */
  readCommand(process: Pick<ProcessState, 'pid'>): string
  readCwd(pid: number): string | undefined
  /** The memory that it occupies, in bytes. */
  readMemory(pid: number): number | undefined
}

/** The result of {@link ProcessTable.readMark} when another read is worthwhile. */
export const unreadableMark = 'unreadable'
