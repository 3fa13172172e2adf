import { basename, dirname } from 'node:path'
import type { OwnFolder } from '../internal/own-folder.js'
import { isReportWanted } from '../protocol/index.js'
import type { Recorder } from '../report/index.js'
import type { LogFolder } from './log-folder.js'

/** Records a run for which a report was requested. Its errors are only logged. */
export class Reporting {
  readonly recorder: Promise<Recorder | undefined>
  readonly #folder: LogFolder | undefined
  readonly #log: (line: string) => void

  /** @param logFolder - the folder with the output of the run's processes */
  constructor(logFolder: LogFolder | undefined, log: (line: string) => void) {
    this.#folder = logFolder
    this.#log = log
    this.recorder = this.#isPossible ? this.#open() : Promise.resolve(undefined)
  }

  /**
   * Writes the report.
   *
   * @param end - why the run ended
   * @returns its path; `undefined` without a report
   */
  async write(end: string): Promise<string | undefined> {
    const recorder = await this.recorder
    if (recorder === undefined || this.#folder === undefined) return undefined
    try {
      const { writeReport } = await import('../report/index.js')
      return writeReport(openFolder(this.#folder), recorder.finish(end))
    } catch (error) {
      this.#log(`the report could not be written: ${String(error)}`)
      return undefined
    }
  }

  get #isPossible(): boolean {
    return isReportWanted() && this.#folder !== undefined
  }

  async #open(): Promise<Recorder | undefined> {
    try {
      const report = await import('../report/index.js')
      return new report.Recorder()
    } catch (error) {
      this.#log(`there will be no report: ${String(error)}`)
      return undefined
    }
  }
}

/** The folder `last` of the project; outside of a project, the folder of the run. */
function openFolder(logFolder: LogFolder): OwnFolder {
  const isInProject = basename(dirname(logFolder.path)) === '.mirakuru'
  return isInProject ? logFolder.openBeside('last') : logFolder.open()
}
