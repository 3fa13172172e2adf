import type { PrintedText, ProcessFailure } from '../client/index.js'
import type { ProcessUse } from './process-use.js'

/** One attempt of a test, as its runner knows it: what an adapter supplies. */
export interface RunnerTest {
  /** Its name with those of its blocks, as messages call it. */
  readonly name: string
  /** On whose behalf its own processes are asked for: another in every attempt of every test of the run. */
  readonly unit: string
  /** What this attempt has failed with until now. */
  readonly errors: readonly unknown[]
  /** Whether an earlier attempt has failed: what could not be started then is started anew. */
  readonly isRetried?: boolean
  /** Makes it fail with one error more; it may be over by then, where nobody waited for the end of a process. */
  fail(error: Error): void
  /**
   * Shows what its processes printed.
   *
   * @param text - for below the first of its errors, which may tell some of it already; `''` if nothing
   * @param printed - the same of each process by itself, for a runner that shows texts beside errors
   */
  explain(text: string, printed: readonly PrintedText[]): void
  /** Ends its body with an error, unless {@link Attempt.run} runs it: it had a moment to fail by itself. */
  endBody?(error: ProcessFailure): void
  /** What an error of this runner can have as its cause, where that is no error. */
  toCause?(failure: ProcessFailure): Pick<Error, 'name' | 'message' | 'stack'>
  /** Whether it had to do with a process that it shares with others; else it is taken to have. */
  hasUsed?(use: ProcessUse): boolean
  /** Lets it fail only if it asks for a process that could not be reset; says whether that can be. */
  refuse?(use: ProcessUse, reason: Error): boolean
  /** Why it cannot have processes of its own: it runs beside others, from which a handle cannot tell it. */
  describeRefusal?(use: ProcessUse): string
}
