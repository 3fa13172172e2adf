import type { OutputStream } from '../../internal/output-stream.js'
import type { SlowStart } from '../../protocol/index.js'

/** Notified of what happens to processes, for display and for the log. */
export interface Observer {
  /** Describes the run as the holder of a kept process, in words. */
  describeRun(): string
  /** Writes a line to the log of the supervisor. */
  log(line: string): void
  /** Called once a second for a start that takes longer than that. */
  startsSlowly(start: SlowStart): void
  /** Whether anybody sees what processes print. */
  readonly isFollowed: boolean
  /** Called with every line that a process prints, at least while {@link isFollowed}. */
  printed(name: string, stream: OutputStream, line: string): void
}
