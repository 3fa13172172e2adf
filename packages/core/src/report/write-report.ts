import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnFolder } from '../internal/own-folder.js'
import { findOwnPackage } from '../internal/own-package.js'
import type { RunRecord } from './run-record.js'
import { toTrace } from './trace.js'

/** Replaced by the data in the page. */
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

/** Creates the page as one file without external resources. */
function renderPage(run: RunRecord): string {
  const template = readFileSync(join(findOwnPackage(), 'dist/report/page.html'), 'utf8')
  // Output may contain the end tag of a script, or a `$` pattern of `replace`.
  const embedded = JSON.stringify(run).replaceAll('<', String.raw`\u003c`)
  return template.replace(placeholder, () => embedded)
}

/** Writes a file atomically, for readers and runs at the same time. */
function write(folder: OwnFolder, name: string, text: string): void {
  const unfinished = folder.at(`${name}.${process.pid}`)
  rmSync(unfinished, { force: true }) // left by an earlier process with this pid
  writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx' })
  renameSync(unfinished, folder.at(name))
}
