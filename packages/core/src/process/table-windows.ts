import type { ProcessState, ProcessTable } from './table.js'

/**
 * Windows has neither process groups nor readable environments; trees end through `taskkill /T` (tree-kill) while
 * their root lives. Not run by this project's CI.
 */
export class WindowsTable implements ProcessTable {
  readonly seesMarks = false
  readonly seesSessions = false

  readState(pid: number): ProcessState | undefined {
    try {
      process.kill(pid, 0)
      return { pid, parent: 0, group: 0, session: 0, name: '', startTime: '', zombie: false }
    } catch {
      return undefined
    }
  }

  walk(): ProcessState[] {
    return []
  }

  listDescendants(): readonly ProcessState[] {
    return []
  }

  readMark(): string | undefined {
    return undefined
  }

  readCommand(): string {
    return ''
  }

  readCwd(): string | undefined {
    return undefined
  }

  readMemory(): number | undefined {
    return undefined
  }
}
