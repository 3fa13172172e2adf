import { ExecutorError } from '../errors/index.js'
import { paint } from '../internal/colours.js'
import { toPlainLine } from '../internal/printable.js'
import { decodeError } from '../protocol/index.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { findNamed, onlyOfProject } from './find-process.js'
import { shortenHome } from './formats.js'
import { isLive, listProcesses, warnOfHidden, withRuns, type FoundProcess } from './runs.js'
import { printJson, type Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** The result of the stop of a process. */
interface Stopped extends FoundProcess {
  readonly error: Error | undefined
}

/** Stops processes. */
export const stop: Command = {
  usage: 'stop [NAME | --all] [--json]',
  help: `Stops a process with everything it started, for all of its holders. It is not a
crash for them; a later request starts a new one.

  NAME        or the pid; if several runs have it, that of this project
  (nothing)   all processes of the runs that were started in this project
      --all   all processes of all runs of this user
      --json  a list of objects`,
  flags: { all: undefined },
  operands: { min: 0, max: 1 },
  run: ({ flags, operands: [name], json }, terminal) =>
    withRuns(async (sight) => {
      warnOfHidden(sight, terminal)
      if (flags.has('all') && name !== undefined)
        throw new UsageError('"stop" takes a name or "--all", not both')
      const live = listProcesses(sight).filter(({ process }) => isLive(process))
      const wanted = flags.has('all')
        ? live
        : name === undefined
          ? onlyOfProject(live)
          : findNamed(live, name)
      const stopped = await stopAll(wanted)
      if (json) printJson(terminal.out, stopped.map(describeForPrograms))
      else tell(stopped, terminal)
      return stopped.some(({ error }) => error !== undefined) ? exitCodes.failed : exitCodes.ok
    }),
}

/** Each run stops its own. */
async function stopAll(wanted: readonly FoundProcess[]): Promise<Stopped[]> {
  const runs = [...new Set(wanted.map(({ run }) => run))]
  const stopped = await Promise.all(
    runs.map(async (run) => {
      const own = wanted.filter((each) => each.run === run)
      const outcomes = await askToStop(own)
      return own.map((each) => ({ ...each, error: outcomes.get(each.process.id) }))
    }),
  )
  return stopped.flat()
}

async function askToStop(own: readonly FoundProcess[]): Promise<ReadonlyMap<string, Error>> {
  const [first] = own
  if (first === undefined) return new Map()
  try {
    const reports = await first.run.link.remote.stop(own.map(({ process }) => process.id))
    return new Map(
      reports.flatMap(({ id, error }) => (error === undefined ? [] : [[id, decodeError(error)]])),
    )
  } catch (error) {
    // The run has ended, and all of its processes with it.
    if (error instanceof ExecutorError && error.code === 'ERR_SUPERVISOR') return new Map()
    throw error
  }
}

function tell(stopped: readonly Stopped[], { out, err }: Terminal): void {
  if (stopped.length === 0) out.write('Nothing is running\n')
  for (const { run, process, error } of stopped) {
    const what = `"${toPlainLine(process.name)}" (pid ${process.pid ?? '–'}) of ${shortenHome(run.report.folder)}`
    if (error === undefined) out.write(`Stopped ${what}\n`)
    else err.write(`${paint(err, 'red', 'mirakuru:')} ${error.message}\n`)
  }
}

function describeForPrograms({ run, process, error }: Stopped): object {
  const { name, pid } = process
  return { project: run.report.folder, name, pid, error: error?.message }
}
