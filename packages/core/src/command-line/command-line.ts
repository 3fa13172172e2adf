import { DeclarationError, ExecutorError } from '../errors/index.js'
import { paint } from '../internal/colours.js'
import { toPlainText } from '../internal/printable.js'
import { findNearest } from '../internal/nearest.js'
import { readOwnVersion } from '../internal/own-package.js'
import { asksForHelp, readInput } from './arguments.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { printJson, type Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** Each is loaded on demand: some load half of the package. */
const commands = {
  ps: async () => (await import('./ps.js')).ps,
  logs: async () => (await import('./logs.js')).logs,
  stop: async () => (await import('./stop.js')).stop,
  run: async () => (await import('./run.js')).run,
  doctor: async () => (await import('./doctor.js')).doctor,
} satisfies Record<string, () => Promise<Command>>

const help = `The processes of your test runs, from outside.

  mirakuru ps [--all]                    what is running, in all runs of yours
  mirakuru logs NAME [--follow]          what a process has printed
  mirakuru stop [NAME | --all]           stop one, those of this project, or all
  mirakuru run FILE [NAME…] -- COMMAND…  run a command while processes serve
  mirakuru doctor [FILE…] [--fix]        check machine and project for problems

NAME is that of a process, or its pid. Every command takes --json and --help;
mirakuru --version prints the version. NO_COLOR and FORCE_COLOR are respected.

Exit codes: 0 success; 1 failure, or a problem was found; 2 the command line or
a file is invalid. "run" exits with the code of its command.
`

/** Runs a command line; resolves with the exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal)
  } catch (error) {
    return report(error, terminal, isForPrograms(args))
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const position = args.findIndex((arg) => !arg.startsWith('-'))
  const name = args[position]
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  if (name === undefined || (end >= 0 && position > end)) return answerAlone(own, terminal)
  if (name === 'help') return explain(args[position + 1], terminal)
  const command = await findCommand(name)
  if (asksForHelp(own)) return explain(name, terminal)
  return command.run(readInput(name, command, args.toSpliced(position, 1)), terminal)
}

/** Handles a command line without a command. */
function answerAlone(args: readonly string[], { out, err }: Terminal): number {
  const [first] = args
  if (first === '--version' || first === '-v') {
    out.write(`${readOwnVersion()}\n`)
    return exitCodes.ok
  }
  if (asksForHelp(args)) {
    out.write(help)
    return exitCodes.ok
  }
  if (first !== undefined && first !== '--json')
    throw new UsageError(`Unknown option "${first}" without a command\n\n${help.trimEnd()}`)
  err.write(help)
  return exitCodes.usage
}

async function explain(name: string | undefined, { out }: Terminal): Promise<number> {
  if (name === undefined) {
    out.write(help)
    return exitCodes.ok
  }
  const { usage, help: text } = await findCommand(name)
  out.write(`mirakuru ${usage}\n\n${text.trim()}\n`)
  return exitCodes.ok
}

async function findCommand(name: string): Promise<Command> {
  const names = Object.keys(commands)
  if (Object.hasOwn(commands, name)) return commands[name as keyof typeof commands]()
  const near = findNearest(name, names)
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean "${near}"?`
  throw new UsageError(`Unknown command "${name}"; ${hint}`)
}

/** Arguments of the user's own command are not read. */
function isForPrograms(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}

function report(error: unknown, terminal: Terminal, json: boolean): number {
  const isExpected = error instanceof ExecutorError || error instanceof UsageError
  if (!isExpected) throw error
  const { code, message } = error
  if (json) printJson(terminal.out, { error: { code, message } })
  else terminal.err.write(`${paint(terminal.err, 'red', 'mirakuru:')} ${toPlainText(message)}\n`)
  const isMisunderstood = error instanceof UsageError || error instanceof DeclarationError
  return isMisunderstood ? exitCodes.usage : exitCodes.failed
}
