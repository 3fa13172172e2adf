import {
  describeEnd,
  describeFailure,
  ProcessCrashedError,
  type ProcessEndFields,
} from '../errors/index.js'

/** A process that ended although nobody had asked for that. */
export interface CrashedProcess {
  readonly name: string
  readonly scope: string
  readonly pid: number | undefined
  readonly exit: Pick<ProcessEndFields, 'signal'> & { readonly code: number | null }
  readonly command: string
  readonly cwd: string
  readonly log: string
  /** Where all of its output is. */
  readonly logFile: string | undefined
}

/** What whoever holds the process is told; which test ran at that moment only they know. */
export function describeCrash(crashed: CrashedProcess): ProcessCrashedError {
  const { name, scope, pid, exit, command, cwd, log, logFile } = crashed
  const time = new Date().toISOString().slice(11, 23)
  const message = describeFailure({
    headline: `"${name}" ${describeEnd(exit)}, which nobody had asked for`,
    facts: [`scope ${scope}, pid ${pid ?? 'unknown'}, at ${time} UTC`],
    command,
    cwd,
    log,
    logFile,
  })
  const { code, signal } = exit
  return new ProcessCrashedError(message, { exitCode: code, signal, log, test: undefined })
}
