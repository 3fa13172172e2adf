import {
  nameSource,
  type PlannedProcess,
  planProcesses,
  suggestName,
} from '../declaration/index.js'
import { checkPlaceholders, listReferenced } from './command-values.js'
import type { Command } from './command.js'
import { readDeclarationFile, type DeclaredBlock } from '../declaration/index.js'
import { RunOfCommand } from './run-of-command.js'
import { UsageError } from './usage-error.js'

/** Runs a command while processes serve. */
export const run: Command = {
  usage: 'run FILE [NAME…] [--verbose] [--json] -- COMMAND…',
  help: `Starts the processes of a JSON file, waits until all are ready, runs the
command, and stops everything, even processes with "keep". Exits with the code
of the command; with 1 if a process does not start, or crashes, which ends the
command as well.

  FILE           one declaration, or several by name:
                 { "db": { "executor": "tcp", "command": "redis-server …" } }
  NAME…          only these, and what they depend on
  -v, --verbose  show what the processes print
      --json     print events to the standard error, one object a line

Placeholders in the command: {db.port}, {api.url}; {port} if the file is one
declaration. In its environment they are MIRAKURU_DB_PORT and so on; for other
names: mirakuru run services.json -- env PORT={db.port} npm test`,
  flags: { verbose: 'v' },
  operands: { min: 1, max: Infinity },
  takesRest: true,
  run: async ({ flags, operands: [file = '', ...names], rest, json }, terminal) => {
    const block = forTheRun(readDeclarationFile(file))
    const folder = process.cwd()
    const plan = makePlan(block, { file, folder })
    checkNames(names, block)
    checkPlaceholders(rest, block)
    const all = Object.keys(block.processes)
    const wanted = names.length === 0 ? all : [...new Set([...names, ...listReferenced(rest)])]
    const { processes } = block
    const running = new RunOfCommand(
      { processes, wanted, needed: listNeeded(wanted, plan), folder, command: rest },
      { terminal, json, isVerbose: flags.has('verbose') },
    )
    return running.complete()
  },
}

/** All processes live as long as the command: without spares, and without `keep`. */
function forTheRun({ processes, isSingle }: DeclaredBlock): DeclaredBlock {
  const entries = Object.entries(processes).map(([name, declaration]) => {
    if (typeof declaration !== 'object' || declaration === null) return [name, declaration]
    const { spares: _spares, keep: _keep, ...rest } = declaration
    return [name, { ...rest, scope: 'run' }]
  })
  return { processes: Object.fromEntries(entries) as DeclaredBlock['processes'], isSingle }
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
