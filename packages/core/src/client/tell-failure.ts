import { ProcessCrashedError, SupervisorError } from '../errors/index.js'
import { toPlainLine } from '../internal/printable.js'
import type { ProcessFailure } from './held-process.js'

/**
 * Copies the error of a crash or a loss, with the test during which it happened in its message.
 *
 * @param test - full name of the test that ran; `undefined` if none did
 * @param when - the line of the message that says when it happened
 */
export function tellFailure<Failure extends ProcessFailure>(
  failure: Failure,
  test: string | undefined,
  when: string = test === undefined ? 'before this test' : `during the test: ${toPlainLine(test)}`,
): Failure {
  const [headline, ...facts] = failure.message.split('\n')
  const text = [headline, `  ${when}`, ...facts].join('\n')
  const told = copyWithMessage(failure, text, test) as Failure
  // No calls: it did not happen where it is noticed.
  told.stack = `${told.name}: ${told.message}`
  return told
}

function copyWithMessage(
  failure: ProcessFailure,
  text: string,
  test: string | undefined,
): ProcessFailure {
  if (failure instanceof SupervisorError)
    return new SupervisorError(text, { logFile: failure.logFile })
  const { exitCode, signal, log } = failure
  return new ProcessCrashedError(text, { exitCode, signal, log, test })
}
