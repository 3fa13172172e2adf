import {
  tcpExecutor,
  type Command,
  type Declaration,
  type ScopeOptions,
  type TcpOptions,
} from '@mirakuru/core/declaration'
import { checkOptions } from './check.js'
import { chooseReset } from './choose-reset.js'
import { declareExternal } from './external.js'
import type { ServiceDeclaration, ServiceOptions, SourceOptions } from './options.js'
import { declarePart, type ServicePart } from './part.js'
import { findProgram, type Program, type ProgramSearch } from './program.js'

/** How a server is started for tests. */
export interface ServiceStart
  extends Omit<TcpOptions, 'unavailable'>, Pick<ScopeOptions, 'prepare'> {
  /** The program and its arguments, before those of the user. */
  readonly command: readonly string[]
  /** How it is emptied, for `reset: true`. */
  readonly reset?: Command | undefined
}

/** What a service starts with. */
export interface ServiceContext<Own = object> {
  /** The program that was found. */
  readonly program: Program
  /** What the user has asked for. */
  readonly options: ServiceOptions & Own
}

/**
 * What is known of a service, so that nobody else has to.
 *
 * @typeParam Own - the options that only this service has
 */
export interface Service<Own = object> {
  /** The name of its factory, and of its processes unless `name` says otherwise. */
  readonly name: string
  /** The program that is looked for. */
  readonly program: ProgramSearch
  /** The names of the options that only this service has. */
  readonly options?: readonly (keyof Own & string)[]
  /** How it is started. */
  start(context: ServiceContext<Own>): ServiceStart
  /** What of a server each holder gets; without, each has a server. */
  part?(options: ServiceOptions & Own): ServicePart
}

/**
 * Declares a service: finds its program and starts it as the service says. If there is no such program, the start fails
 * and says what was tried, not the declaration.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const keydb = declareService({
 *   name: 'keydb',
 *   program: { names: ['keydb-server'], install: ['apt-get install keydb-server'] },
 *   start: ({ program }) => ({
 *     command: [...program.command, '--port', '{port}', '--dir', '{tmp}', '--save', ''],
 *     url: 'redis://{host}:{port}',
 *   }),
 * })
 * ```
 */
export function declareService<Own extends object = object>(
  service: Service<Own>,
  options: ServiceOptions & Own = {} as Own,
): ServiceDeclaration {
  checkOptions(service.name, options, service.options ?? [])
  const { name } = service
  const part = options.dedicated === true ? undefined : service.part?.(options)
  if (options.url !== undefined && options.url !== '')
    return declareExternal({ name, part }, options)
  const server = declareServer(service, options)
  return part === undefined
    ? server
    : declarePart({ service: name, part, options, server, url: server.url ?? '' })
}

function declareServer<Own>(
  service: Service<Own>,
  options: ServiceOptions & Own,
): Declaration<'tcp'> {
  const { from, version, cwd } = options
  const where = from === 'path' || from === 'package' ? from : 'auto'
  const program = findProgram(service.program, { from: where, version, cwd: cwd ?? process.cwd() })
  const { command, reset, ...start } = service.start({ program, options })
  const isWhole = service.part === undefined || options.dedicated === true
  return tcpExecutor([...command, ...(options.args ?? [])], {
    name: service.name,
    ...start,
    ...pickPassed(options, service.options ?? []),
    env: { ...start.env, ...options.env },
    reset: isWhole ? chooseReset(service.name, options.reset, reset) : undefined,
    unavailable: program.unavailable,
  })
}

const ours: readonly (keyof SourceOptions)[] = [
  'args',
  'config',
  'dedicated',
  'from',
  'image',
  'url',
  'version',
]

/** What is the executor's. */
function pickPassed(options: object, own: readonly string[]): object {
  const others = new Set<string>([...ours, ...own])
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => value !== undefined && !others.has(key)),
  )
}
