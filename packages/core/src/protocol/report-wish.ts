/** In the environment of everybody who belongs to a run: whether it is to be reported. */
const variable = 'MIRAKURU_REPORT'

/** A supervisor that this process or one of its children starts from here on writes a report at the end of the run. */
export function wishReport(): void {
  process.env[variable] = '1'
}

/** Whether somebody wants a report of this run. */
export function isReportWanted(): boolean {
  return process.env[variable] === '1'
}
