import { SupervisorError } from '../errors/index.js'
import { supervisorFailure } from '../protocol/index.js'

/** The error of a supervisor that is gone, and its processes with it. */
export function describeLost(logFile: string, reason: string): SupervisorError {
  return supervisorFailure(
    `The run's supervisor was lost: ${reason}; the processes it held are gone`,
    logFile,
  )
}

/** Each receiver may add a location or a test to its own copy. */
export function copyLoss({ message, logFile }: SupervisorError): SupervisorError {
  return new SupervisorError(message, { logFile })
}
