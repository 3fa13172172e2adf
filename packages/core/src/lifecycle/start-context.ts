import { findWorkerSlot } from '../internal/worker-slot.js'

/** What an executor takes from the place where it was declared, which need not be the process that runs it. */
export interface StartContext {
  /** What `env` is merged over. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
  /** The folder against which a relative `cwd` is resolved. */
  readonly folder: string
  /** The pool slot, for `{worker}`. */
  readonly worker: string
  /** The values of other processes that placeholders name: `db.port` → `6379`. */
  readonly references: ReadonlyMap<string, string>
  /** The file with the full output, for messages. */
  readonly outputFile: string | undefined
  /** Called when the process was launched, and when it has ended. */
  readonly onChange: () => void
  /** Called when it has become ready. */
  readonly onReady?: () => void
  /** Called when it had to be killed because it did not end after its stop signal. */
  readonly onForced?: (text: string) => void
  /** Called with something that the user should know of, but that is no error. */
  readonly onNote?: (text: string) => void
  /** Called with the reason if something of its private folder could not be removed. */
  readonly onLeft?: (fault: Error) => void
}

/** This process, as it is now. */
export function currentContext(): StartContext {
  return {
    environment: process.env,
    folder: process.cwd(),
    worker: findWorkerSlot() ?? '1',
    references: new Map(),
    outputFile: undefined,
    onChange: () => undefined,
  }
}
