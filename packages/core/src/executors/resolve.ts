import { quoteArgument, joinCommandLine } from '../declaration/command-line.js'
import type { ParsedOptions } from '../declaration/parsed.js'
import { fillEverywhere, fillPlaceholders } from '../declaration/placeholders.js'
import type { Allocation } from './allocation.js'

/** Options of an executor with every placeholder filled in. */
export interface ResolvedOptions extends ParsedOptions {
  /** The command line as one text. */
  readonly command: string
  readonly cwd: string
  readonly host: string
  /** The private folder. */
  readonly tmp: string | undefined
}

/** Fills in all placeholders. */
export function resolveOptions(options: ParsedOptions, allocation: Allocation): ResolvedOptions {
  const values = listValues(options, allocation)
  const lookUp = (name: string): string | undefined => values.get(name)
  const { args, shell, ...rest } = options
  // A shell would take a value with a blank for two arguments.
  const lookUpArg = shell === false ? lookUp : (name: string) => quoteDefined(lookUp(name))
  const filledArgs = args.map((arg) => fillPlaceholders(arg, lookUpArg))
  return {
    ...fillEverywhere(rest, (text) => fillPlaceholders(text, lookUp)),
    shell,
    args: filledArgs,
    command: shell === false ? joinCommandLine(filledArgs) : filledArgs.join(' '),
    cwd: fillPlaceholders(options.cwd ?? process.cwd(), lookUp),
    name: options.name,
    host: allocation.host,
    port: allocation.port,
    tmp: allocation.tmp,
  }
}

function listValues(options: ParsedOptions, allocation: Allocation): Map<string, string> {
  const values = new Map<string, string>([
    ['name', options.name],
    ['worker', process.env['VITEST_POOL_ID'] ?? process.env['JEST_WORKER_ID'] ?? '1'],
    ['host', allocation.host],
  ])
  if (allocation.port !== undefined) values.set('port', String(allocation.port))
  if (allocation.tmp !== undefined) values.set('tmp', allocation.tmp)
  for (const [name, port] of Object.entries(allocation.ports))
    values.set(`ports.${name}`, String(port))
  const fill = (text: string): string => fillPlaceholders(text, (name) => values.get(name))
  if (options.url !== undefined) values.set('url', fill(options.url))
  if (options.socketPath !== undefined) values.set('socket', fill(options.socketPath))
  return values
}

function quoteDefined(value: string | undefined): string | undefined {
  return value === undefined ? undefined : quoteArgument(value)
}
