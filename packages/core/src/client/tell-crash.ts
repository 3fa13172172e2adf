import { ProcessCrashedError } from '../errors/index.js'
import { toPlainLine } from '../internal/printable.js'

/**
 * A crash as a test tells it.
 *
 * @param test - full name of the test that ran; `undefined` when none did
 * @param when - what is said of the moment
 */
export function tellCrash(
  { exitCode, signal, log, message }: ProcessCrashedError,
  test: string | undefined,
  when: string = test === undefined ? 'before this test' : `during the test: ${toPlainLine(test)}`,
): ProcessCrashedError {
  const [headline, ...facts] = message.split('\n')
  const text = [headline, `  ${when}`, ...facts].join('\n')
  const told = new ProcessCrashedError(text, { exitCode, signal, log, test })
  // It did not happen where it is noticed.
  told.stack = `${told.name}: ${told.message}`
  return told
}
