import { paint } from '../internal/colours.js'
import { toPlainLine } from '../internal/printable.js'
import { formatAge } from '../internal/format-age.js'
import type { ProcessReport } from '../protocol/index.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { formatMemory, shortenCommand, shortenHome } from './formats.js'
import { isLive, listProcesses, warnOfHidden, withRuns, type SeenRun } from './runs.js'
import { cutText, formatTable, type Cell, type Column } from './table.js'
import { printJson, widthOf, type Terminal } from './terminal.js'

const columns: readonly Column[] = [
  { title: 'NAME' },
  { title: 'SCOPE' },
  { title: 'STATE' },
  { title: 'PID', isNumber: true },
  { title: 'PORT', isNumber: true },
  { title: 'AGE', isNumber: true },
  { title: 'MEMORY', isNumber: true },
  { title: 'HELD BY' },
]

/** The width of lines without a terminal. */
const widestHeading = 120

const colours = {
  starting: 'yellow',
  ready: 'green',
  stopping: 'yellow',
  stopped: 'dim',
  done: 'dim',
  crashed: 'red',
} as const

/** Lists processes. */
export const ps: Command = {
  usage: 'ps [--all] [--json]',
  help: `Lists the living processes of all runs of this user. Each run begins with the
folder it was started in, and its runner. MEMORY is that of a process and of
everything it started; HELD BY lists the holders of its leases.

  -a, --all   also stopped and crashed processes that still have a lease
      --json  a list of objects`,
  flags: { all: 'a' },
  operands: { min: 0, max: 0 },
  run: ({ flags, json }, terminal) =>
    withRuns(async (sight) => {
      warnOfHidden(sight, terminal)
      const isShown = (process: ProcessReport): boolean => flags.has('all') || isLive(process)
      if (json) {
        const found = listProcesses(sight).filter(({ process }) => isShown(process))
        printJson(
          terminal.out,
          found.map(({ run, process }) => describeProcess(run, process)),
        )
        return exitCodes.ok
      }
      const parts = sight.seen.flatMap((run) => {
        const processes = run.report.processes.filter(isShown)
        return processes.length === 0 ? [] : [describeRun(run, processes, terminal)]
      })
      terminal.out.write(parts.length === 0 ? 'Nothing is running\n' : parts.join('\n'))
      return exitCodes.ok
    }),
}

function describeRun(
  { report }: SeenRun,
  processes: readonly ProcessReport[],
  terminal: Terminal,
): string {
  const { out } = terminal
  const { pid, command } = report.runner
  const folder = toPlainLine(shortenHome(report.folder))
  const runner = toPlainLine(`  pid ${pid}: ${shortenCommand(command)}`)
  const rest = cutText(runner, widthOf(out, widestHeading) - folder.length)
  const heading = paint(out, 'bold', folder) + paint(out, 'dim', rest)
  const rows = processes.map((process) => listCells(process, report.folder))
  return `${[heading, ...formatTable(columns, rows, terminal)].join('\n')}\n`
}

function listCells(process: ProcessReport, folder: string): Cell[] {
  const { name, scope, state, pid, port, startedAt, memory, heldBy } = process
  return [
    name,
    scope,
    { text: state, format: colours[state] },
    pid === undefined ? '–' : String(pid),
    port === undefined ? '–' : String(port),
    startedAt === undefined ? '–' : formatAge(Date.now() - startedAt),
    memory === undefined ? '–' : formatMemory(memory),
    heldBy.map((holder) => holder.replaceAll(`${folder}/`, '')).join(', '),
  ]
}

function describeProcess({ report }: SeenRun, process: ProcessReport): object {
  const { id: _id, startedAt, ...rest } = process
  return {
    project: report.folder,
    runner: report.runner,
    ...rest,
    age: startedAt === undefined ? undefined : Date.now() - startedAt,
  }
}
