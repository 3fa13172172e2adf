import type { OutputStream } from '../../internal/output-stream.js'
import type { SlowStart } from '../../protocol/index.js'

/** Is told what happens to processes, on behalf of people who watch. */
export interface Observer {
  /** The run, for people who want to know who holds a process that outlives it. */
  describeRun(): string
  /** A line for whoever wants to know later what happened. */
  log(line: string): void
  /** Once a second, for a start that takes longer. */
  startsSlowly(start: SlowStart): void
  /** A process printed a line. */
  printed(name: string, stream: OutputStream, line: string): void
}
