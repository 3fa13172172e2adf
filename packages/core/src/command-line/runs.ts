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

/** A run, and the connection through which it is seen. */
export interface SeenRun {
  readonly report: RunReport
  readonly link: OnlookerLink
}

/** A run whose supervisor is there, but does not let us look. */
export interface HiddenRun {
  readonly rendezvous: Rendezvous
  readonly error: SupervisorError
}

/** A process, and the run that it belongs to. */
export interface FoundProcess {
  readonly run: SeenRun
  readonly process: ProcessReport
}

/** What is seen of the runs of this user. */
export interface Sight {
  readonly seen: readonly SeenRun[]
  readonly hidden: readonly HiddenRun[]
}

/** A supervisor that lives answers in milliseconds; one that measures hundreds of processes takes longer. */
const patience = 5_000

/** Looks at all runs of this user, and lets go of them when `use` is done. */
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

/** Says which runs could not be looked at. */
export function warnOfHidden({ hidden }: Sight, { err }: Terminal): void {
  for (const { rendezvous, error } of hidden)
    err.write(
      `mirakuru: cannot look at the run of pid ${rendezvous.runner.pid}: ${toPlainText(error.message).split('\n')[0]}\n`,
    )
}

/** Every process of the runs. */
export function listProcesses({ seen }: Sight): FoundProcess[] {
  return seen.flatMap((run) => run.report.processes.map((process) => ({ run, process })))
}

/** Whether something of it runs. */
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
    throw new SupervisorError('its supervisor does not answer', { logFile: undefined })
  } catch (error) {
    if (error instanceof SupervisorError) return { rendezvous, error }
    throw error
  }
}
