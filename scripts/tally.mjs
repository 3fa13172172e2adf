import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run-step.mjs'

const folder = join(root, '.reports')

/** Prints the sum over the reports of all test runs as the last line; says whether tests ran and none failed. */
export function printTally() {
  const reports = existsSync(folder) ? readdirSync(folder).map(readReport) : []
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

function readReport(name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
