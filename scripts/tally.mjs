import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { root } from './run-step.mjs'

const folder = join(root, '.reports')

/** How much of an error is shown again: whole errors may be longer than what a log is kept of. */
const shownLines = 8
const shownColumns = 200
/** The report has no error of what runs before or after the tests of a file. */
const aroundTests = 'it failed before or after its tests; the error is printed above'

/**
 * Prints what has failed, and the sum over the reports of all test runs as the last line; says whether tests ran and
 * none failed.
 */
export function printTally() {
  const reports = existsSync(folder) ? readdirSync(folder).map(readReport) : []
  const failures = reports.flatMap(({ testResults }) => testResults.flatMap(listFailures))
  for (const { title, message } of failures)
    console.error(`\n${styleText('red', `✗ ${title}`)}\n${shorten(message)}`)
  const sum = (field) => reports.reduce((total, report) => total + report[field], 0)
  const [passed, failed, skipped] = [
    sum('numPassedTests'),
    sum('numFailedTests') +
      reports.filter((report) => !report.success && report.numFailedTests === 0).length,
    sum('numPendingTests'),
  ]
  console.log(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
  return passed > 0 && failed === 0
}

/** The tests of a file that failed, or the file, where it has not come to its tests. */
function listFailures({ name, status, message, assertionResults }) {
  const file = relative(root, name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0)
    return status === 'failed' ? [{ title: file, message: message || aroundTests }] : []
  return failed.map(({ fullName, failureMessages }) => ({
    title: `${file}: ${fullName}`,
    message: failureMessages.join('\n'),
  }))
}

function shorten(message) {
  const own = message.split('\n').filter((line) => !line.includes('/node_modules/'))
  const lines = own.slice(0, shownLines)
  return lines.map((line) => `  ${line.slice(0, shownColumns)}`).join('\n')
}

function readReport(name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
