import { resolve } from 'node:path'
import {
  fillEverywhere,
  fillPlaceholders,
  joinCommandLine,
  type ParsedOptions,
  quoteArgument,
  rememberSecrets,
} from '../declaration/index.js'
import { findEngineHost } from './engine-host.js'
import type { KeptAllocation } from './allocation.js'
import type { StartContext } from './start-context.js'

const defaultHost = '127.0.0.1'

/** Options of an executor with every placeholder filled in. */
export interface ResolvedOptions extends ParsedOptions {
  /** The command line as one text. */
  readonly command: string
  readonly cwd: string
  /** The file with the full output, for messages. */
  readonly outputFile: string | undefined
  /** What `env` is merged over. */
  readonly environment: StartContext['environment']
  readonly host: string
  /** Those that were allocated for the names in `ports`. */
  readonly furtherPorts: Readonly<Record<string, number>>
  /** The private folder. */
  readonly tmp: string | undefined
  /** The name of a resource. */
  readonly id: string | undefined
}

/** Fills in all placeholders. */
export function resolveOptions(
  options: ParsedOptions,
  allocation: KeptAllocation,
  context: StartContext,
): ResolvedOptions {
  const values = listValues(options, allocation, context)
  const fill = (text: string): string => fillWith(values, text)
  const cwd = resolve(context.folder, fill(options.cwd ?? ''))
  const { args, shell, banner, status, ...rest } = options
  // A shell would split a value with a blank into two arguments.
  const filledArgs = args.map((arg) =>
    shell === false ? fill(arg) : fillWith(values, arg, quoteArgument),
  )
  const resolved = {
    ...fillEverywhere(rest, fill),
    url: fillUrl(options, values),
    banner: fillPattern(values, banner),
    status: fillPattern(values, status),
    shell,
    args: filledArgs,
    command: shell === false ? joinCommandLine(filledArgs) : filledArgs.join(' '),
    cwd,
    logFile: options.logFile === undefined ? undefined : resolve(cwd, fill(options.logFile)),
    environment: context.environment,
    outputFile: context.outputFile,
    name: options.name,
    host: values.get('host') ?? defaultHost,
    port: readPort(values),
    furtherPorts: allocation.ports ?? {},
    tmp: allocation.tmp,
    id: allocation.id,
  }
  rememberSecrets(resolved)
  return resolved
}

type Values = ReadonlyMap<string, string>

/** In the order in which they may name each other. */
function listValues(
  options: ParsedOptions,
  allocation: KeptAllocation,
  { references, worker, environment }: StartContext,
): Values {
  const values = new Map<string, string>([
    ...references,
    ['name', options.name],
    ['worker', worker],
  ])
  if (allocation.tmp !== undefined) values.set('tmp', allocation.tmp)
  if (allocation.id !== undefined) values.set('id', allocation.id)
  // A resource is found where its server is; its agent is not.
  const isPart = options.kind === 'resource'
  const own = allocation.port?.toString() ?? (isPart && references.get('server.port'))
  if (own) values.set('port', own)
  for (const [name, port] of Object.entries(allocation.ports ?? {})) {
    values.set(`ports.${name}`, String(port))
  }
  const host =
    options.host ??
    (options.container && findEngineHost(options.container.engine ?? [], environment)) ??
    (isPart && references.get('server.host'))
  values.set('host', fillWith(values, host || defaultHost))
  if (options.url !== undefined) values.set('url', fillWith(values, options.url))
  if (options.socketPath !== undefined) values.set('socket', fillWith(values, options.socketPath))
  return values
}

function readPort(values: Values): number | undefined {
  const port = values.get('port')
  return port === undefined ? undefined : Number(port)
}

function fillWith(
  values: Values,
  text: string,
  encode: (value: string) => string = (value) => value,
): string {
  return fillPlaceholders(text, (name) => {
    const value = values.get(name)
    return value === undefined ? undefined : encode(value)
  })
}

/** Output may tell another port than the allocated one: there it is filled in when it is read. */
function fillUrl({ kind, url }: ParsedOptions, values: Values): string | undefined {
  if (url === undefined || kind !== 'output') return url && fillWith(values, url)
  return fillWith(new Map([...values].filter(([name]) => name !== 'port')), url)
}

/** In the source of a regular expression a value stands for itself: the dots of an address are no wildcards. */
function fillPattern<T>(values: Values, pattern: T): T {
  if (typeof pattern !== 'string') return pattern
  return fillWith(values, pattern, (value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')) as T
}
