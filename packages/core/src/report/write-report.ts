import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnFolder } from '../internal/own-folder.js'
import { findOwnPackage } from '../internal/own-package.js'
import type { RunRecord } from './run-record.js'
import { toTrace } from './trace.js'

/** Where the page has its data. */
const placeholder = '"the run"'

/**
 * Writes `report.html`, `report.json` and `report.trace.json` into a folder.
 *
 * @returns the path of the page
 */
export function writeReport(folder: OwnFolder, run: RunRecord): string {
  write(folder, 'report.json', JSON.stringify(run))
  write(folder, 'report.trace.json', JSON.stringify(toTrace(run)))
  write(folder, 'report.html', renderPage(run))
  return join(folder.path, 'report.html')
}

/** The page is one file that needs nothing else. */
function renderPage(run: RunRecord): string {
  const template = readFileSync(join(findOwnPackage(), 'dist/report/page.html'), 'utf8')
  // Output may hold what ends a script, or what `replace` takes for a reference.
  const embedded = JSON.stringify(run).replaceAll('<', String.raw`\u003c`)
  return template.replace(placeholder, () => embedded)
}

/** Whoever looks at the report of the last run, or runs at the same time, sees a whole file. */
function write(folder: OwnFolder, name: string, text: string): void {
  const unfinished = folder.at(`${name}.${process.pid}`)
  rmSync(unfinished, { force: true }) // of a process that had this pid before
  writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx' })
  renameSync(unfinished, folder.at(name))
}
