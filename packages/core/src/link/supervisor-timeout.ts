import { SupervisorError } from '../errors/index.js'

const variable = 'MIRAKURU_SUPERVISOR_TIMEOUT'
/** The same as the default of `startTimeout`. */
const usual = 60_000

/**
 * How long a supervisor may take to boot and to respond. Milliseconds.
 *
 * @throws {@link SupervisorError} when the environment variable is not a positive number
 */
export function readSupervisorTimeout(): number {
  const text = process.env[variable]
  if (text === undefined || text === '') return usual
  const timeout = Number(text)
  if (timeout > 0) return timeout
  throw new SupervisorError(`${variable} is not a number of milliseconds: "${text}"`, {
    logFile: undefined,
  })
}

/** The advice for a supervisor that took too long. */
export const timeoutAdvice: string = `on a busy machine raise ${variable} (milliseconds)`
