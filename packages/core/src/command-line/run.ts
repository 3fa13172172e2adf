import {
  type DeclaredBlock,
  listReferenced,
  nameSource,
  type PlannedProcess,
  planProcesses,
  readDeclarationFile,
  suggestName,
} from '../declaration/index.js'
import { checkPlaceholders } from './command-values.js'
import type { Command } from './command.js'
import { RunOfCommand } from './run-of-command.js'
import { UsageError } from './usage-error.js'

/** Runs a command while processes serve. */
export const run: Command = {
  usage: 'run FILE [NAME…] [--env NAME=VALUE]… [-v] [--json] -- COMMAND…',
  help: `Starts the processes of a JSON file, waits until all are ready, runs the
command, and stops everything, even processes with "keep". Exits with the code
of the command; with 1 if a process does not start, or crashes, which ends the
command as well.

  FILE           one declaration, or several by name:
                 { "db": { "executor": "tcp", "command": "redis-server …" } }
  NAME…          only these, and what they depend on
      --env NAME=VALUE  sets a variable of the command; can be repeated
  -v, --verbose  show what the processes print
      --json     print events to the standard error, one object a line

Placeholders in the command and in --env: {db.port}, {api.url}; {port} if the
file is one declaration: --env DATABASE_URL=redis://{db.host}:{db.port}
The command also gets each value as a variable, such as MIRAKURU_DB_PORT.`,
  flags: { verbose: 'v' },
  values: ['env'],
  operands: { min: 1, max: Infinity },
  takesRest: true,
  run: async ({ flags, values, operands: [file = '', ...names], rest, json }, terminal) => {
    const block = forTheRun(readDeclarationFile(file))
    const folder = process.cwd()
    const plan = makePlan(block, { file, folder })
    const env = { ...block.env, ...readVariables(values.get('env') ?? []) }
    checkNames(names, block)
    checkPlaceholders({ command: rest, env }, block)
    const all = Object.keys(block.processes)
    const referenced = listReferenced([...rest, ...Object.values(env).map((text) => text ?? '')])
    const wanted = names.length === 0 ? all : [...new Set([...names, ...referenced])]
    const { processes } = block
    const running = new RunOfCommand(
      { processes, wanted, needed: listNeeded(wanted, plan), folder, command: rest, env },
      { terminal, json, isVerbose: flags.has('verbose') },
    )
    return running.complete()
  },
}

/** `NAME=VALUE`; of several with one name the last. */
function readVariables(texts: readonly string[]): Readonly<Record<string, string>> {
  const entries = texts.map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw new UsageError(`"--env" needs a name and a value, NAME=VALUE, not "${text}"`)
    return [name, value] as const
  })
  return Object.fromEntries(entries)
}

/** All processes live as long as the command: without spares, and without `keep`. */
function forTheRun({ processes, ...block }: DeclaredBlock): DeclaredBlock {
  const entries = Object.entries(processes).map(([name, declaration]) => {
    if (typeof declaration !== 'object' || declaration === null) return [name, declaration]
    const { spares: _spares, keep: _keep, ...rest } = declaration
    return [name, { ...rest, scope: 'run' }]
  })
  return { ...block, processes: Object.fromEntries(entries) as DeclaredBlock['processes'] }
}

function makePlan(
  { processes, isSingle }: DeclaredBlock,
  { file, folder }: { readonly file: string; readonly folder: string },
): ReadonlyMap<string, PlannedProcess> {
  try {
    return planProcesses(processes, { folder, outer: new Map() })
  } catch (error) {
    throw isSingle ? error : nameSource(error, file)
  }
}

/** Their direct and indirect dependencies. */
function listNeeded(
  wanted: readonly string[],
  plan: ReadonlyMap<string, PlannedProcess>,
): readonly string[] {
  const found = new Set(wanted)
  // The loop also visits what it adds.
  for (const name of found) for (const each of plan.get(name)?.dependencies ?? []) found.add(each)
  return [...found].slice(wanted.length)
}

function checkNames(names: readonly string[], { processes, isSingle }: DeclaredBlock): void {
  if (isSingle && names.length > 0)
    throw new UsageError('The file is one declaration: there are no names to choose from')
  const known = Object.keys(processes)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new UsageError(`The file declares no "${unknown}"; ${suggestName(unknown, known)}`)
}
