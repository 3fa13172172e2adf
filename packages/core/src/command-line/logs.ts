import { ExecutorError } from '../errors/index.js'
import { toPrintable } from '../internal/printable.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { findOne } from './find-process.js'
import { OutputFile, type PrintedLine } from './output-file.js'
import { listProcesses, warnOfHidden, withRuns, type FoundProcess } from './runs.js'
import { printJsonLine, type Terminal } from './terminal.js'

/** Prints the output of a process. */
export const logs: Command = {
  usage: 'logs NAME [--follow] [--json]',
  help: `Prints the output of a process since its start: its standard output to the
standard output, its standard error to the standard error.

  NAME            or the pid; if several runs have it, that of this project
  -f, --follow    continue until the process has no lease any more
      --json      an object a line: { "time", "stream", "text" }`,
  flags: { follow: 'f' },
  operands: { min: 1, max: 1 },
  run: ({ flags, operands: [name = ''], json }, terminal) =>
    withRuns(async (sight) => {
      warnOfHidden(sight, terminal)
      const found = findOne(listProcesses(sight), name)
      const output = openOutput(found)
      const print = (line: PrintedLine): void => printLine(line, terminal, json)
      output.readLines().forEach(print)
      if (flags.has('follow')) await output.follow(print, untilGone(found))
      return exitCodes.ok
    }),
}

function openOutput({ process }: FoundProcess): OutputFile {
  if (process.outputFile !== undefined) return new OutputFile(process.outputFile)
  throw new ExecutorError(
    `The output of "${process.name}" is not kept: its run found no writable folder`,
  )
}

/** The end of the run is the end of the process as well. */
async function untilGone({ run, process }: FoundProcess): Promise<void> {
  await run.link.remote.untilGone(process.id).catch(() => undefined)
}

function printLine(line: PrintedLine, terminal: Terminal, json: boolean): void {
  if (json) return printJsonLine(terminal.out, line)
  const stage = line.stream === 'stdout' ? terminal.out : terminal.err
  // A file or another program gets the output unchanged.
  const isShown = stage.isTTY === true || process.env['CI'] !== undefined
  stage.write(`${isShown ? toPrintable(line.text) : line.text}\n`)
}
