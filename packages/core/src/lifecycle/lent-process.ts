import type { Child, ProcessIdentity } from '../process/index.js'
import type { KeptAllocation } from './allocation.js'

/** What is known only after a start has waited. */
export interface Found {
  readonly host: string | undefined
  readonly captures: Readonly<Record<string, string>>
}

/** A process that another process has started and waited for. */
export interface LentProcess {
  /** `undefined` if it is no process. */
  readonly leader: ProcessIdentity | undefined
  readonly mark: string
  /** Emits how it ends. */
  readonly child: Child
  /** What it was started with. */
  readonly allocation: KeptAllocation
  readonly found: Found
}
