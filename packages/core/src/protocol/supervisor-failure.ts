import { statSync } from 'node:fs'
import { SupervisorError } from '../errors/index.js'

/** Creates the error of a supervisor, with the path of its log if that still exists. */
export function supervisorFailure(
  reason: string,
  log: string | undefined,
  options?: ErrorOptions,
): SupervisorError {
  const logFile = findFile(log)
  const hint = logFile === undefined ? '' : `\n  its log: ${logFile}`
  return new SupervisorError(`${reason}${hint}`, { logFile }, options)
}

function findFile(path: string | undefined): string | undefined {
  const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? path : undefined
}
