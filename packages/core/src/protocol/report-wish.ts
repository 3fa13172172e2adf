/** In the environment of all processes of a run: whether it gets a report. */
const variable = 'MIRAKURU_REPORT'

/** Requests a report from every supervisor that this process or its children start from here on. */
export function wishReport(): void {
  process.env[variable] = '1'
}

/** Whether a report of this run was requested. */
export function isReportWanted(): boolean {
  return process.env[variable] === '1'
}
