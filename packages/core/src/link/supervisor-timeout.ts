import { SupervisorError } from '../errors/index.js'

const variable = 'MIRAKURU_SUPERVISOR_TIMEOUT'
/** As long as a start may take, if nothing else is said. */
const usual = 60_000

/**
 * How long a supervisor may take to boot and to answer. Milliseconds.
 *
 * @throws {@link SupervisorError} when the environment says something else than a number of milliseconds
 */
export function readSupervisorTimeout(): number {
  const text = process.env[variable]
  if (text === undefined || text === '') return usual
  const timeout = Number(text)
  if (timeout > 0) return timeout
  throw new SupervisorError(`${variable} is no number of milliseconds: "${text}"`, {
    logFile: undefined,
  })
}

/** What to do about a supervisor that took too long. */
export const timeoutAdvice: string = `on a busy machine raise ${variable} (milliseconds)`
