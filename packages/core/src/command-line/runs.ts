import { joinAsOnlooker, type OnlookerLink } from './onlooker.js'
import { SupervisorError } from '../errors/index.js'
import { toPlainText } from '../internal/printable.js'
import { settlesWithin } from '../internal/clock.js'
import {
  listRendezvous,
  type ProcessReport,
  type Rendezvous,
  type RunReport,
} from '../protocol/index.js'
import type { Terminal } from './terminal.js'

/** A run, and the connection to it. */
export interface SeenRun {
  readonly report: RunReport
  readonly link: OnlookerLink
}

/** A run whose supervisor exists, but cannot be queried. */
export interface HiddenRun {
  readonly rendezvous: Rendezvous
  readonly error: SupervisorError
}

/** A process, and the run that it belongs to. */
export interface FoundProcess {
  readonly run: SeenRun
  readonly process: ProcessReport
}

/** The runs of this user. */
export interface Sight {
  readonly seen: readonly SeenRun[]
  readonly hidden: readonly HiddenRun[]
}

/** How long a supervisor may take to report: it may have to measure hundreds of processes. Milliseconds. */
const patience = 5_000

/** Connects to all runs of this user, and disconnects when `use` has ended. */
export async function withRuns<T>(use: (sight: Sight) => Promise<T>): Promise<T> {
  const looks = await Promise.all(listRendezvous().map(lookAtRun))
  const runs = looks.filter((look) => look !== undefined)
  const seen = runs.filter((run) => 'report' in run)
  const hidden = runs.filter((run) => 'error' in run)
  try {
    return await use({ seen, hidden })
  } finally {
    for (const { link } of seen) link.close()
  }
}

/** Prints which runs could not be queried. */
export function warnOfHidden({ hidden }: Sight, { err }: Terminal): void {
  for (const { rendezvous, error } of hidden)
    err.write(
      `mirakuru: cannot query the run of pid ${rendezvous.runner.pid}: ${toPlainText(error.message).split('\n')[0]}\n`,
    )
}

/** Every process of the runs. */
export function listProcesses({ seen }: Sight): FoundProcess[] {
  return seen.flatMap((run) => run.report.processes.map((process) => ({ run, process })))
}

/** Whether it runs, or is starting or stopping. */
export function isLive({ state }: Pick<ProcessReport, 'state'>): boolean {
  return !['stopped', 'crashed', 'done'].includes(state)
}

async function lookAtRun(rendezvous: Rendezvous): Promise<SeenRun | HiddenRun | undefined> {
  try {
    const link = await joinAsOnlooker(rendezvous)
    if (link === undefined) return undefined
    const report = link.remote.look()
    if (await settlesWithin(report, patience)) return { report: await report, link }
    link.close()
    report.catch(() => undefined)
    throw new SupervisorError('its supervisor does not respond', { logFile: undefined })
  } catch (error) {
    if (error instanceof SupervisorError) return { rendezvous, error }
    throw error
  }
}
