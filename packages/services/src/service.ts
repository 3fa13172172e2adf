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
import { declareImage, type ServiceImage } from './image.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { findOrigin } from './origin.js'
import { declarePart, type ServicePart } from './part.js'
import { pickPassed } from './pick-passed.js'
import type { Program, ProgramSearch } from './program.js'

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
  /** Whether it has a use for the option `config`. Default `true`. */
  readonly hasConfig?: boolean
  /** How it is started. */
  start(context: ServiceContext<Own>): ServiceStart
  /** How it is started as a container; without, it has no image. */
  image?(options: ServiceOptions & Own): ServiceImage
  /** What of a server each holder gets; without, each has a server. */
  part?(options: ServiceOptions & Own): ServicePart
}

/**
 * Declares a service: finds its program and starts it as the service says, or takes its image. If there is neither, the
 * start fails and says what was tried, not the declaration.
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
  const { name, options: own = [], hasConfig = true } = service
  const hasImage = service.image !== undefined
  checkOptions(name, options, { further: own, hasImage, config: hasConfig ? undefined : 'none' })
  const part = options.dedicated === true ? undefined : service.part?.(options)
  if (options.url !== undefined && options.url !== '')
    return declareExternal({ name, part, reset: findReset(service, options) }, options)
  const origin = findOrigin(service.program, options, service.image?.(options))
  const shared = origin.is === 'image' && part?.isLocal === true ? undefined : part
  const isWhole = shared === undefined
  const server =
    origin.is === 'image'
      ? declareImage({ ...origin, service: name, options, own, isWhole })
      : declareProcess(service, options, { ...origin, isWhole })
  return shared === undefined
    ? server
    : declarePart({ service: name, part: shared, options, server, url: server.url ?? '' })
}

/** How a server is emptied that is not started here. */
function findReset<Own>(service: Service<Own>, options: ServiceOptions & Own): Command | undefined {
  if (options.reset !== true || service.part !== undefined) return undefined
  const program: Program = { command: [service.name], folder: '' }
  return service.start({ program, options }).reset
}

interface ProcessChoice {
  readonly program: Program
  /** Whether its holder has all of it. */
  readonly isWhole: boolean
}

function declareProcess<Own>(
  service: Service<Own>,
  options: ServiceOptions & Own,
  { program, isWhole }: ProcessChoice,
): Declaration<'tcp'> {
  const { command, reset, ...start } = service.start({ program, options })
  return tcpExecutor([...command, ...(options.args ?? [])], {
    name: service.name,
    ...start,
    ...pickPassed(options, service.options ?? []),
    env: { ...start.env, ...options.env },
    reset: isWhole ? chooseReset(service.name, options.reset, reset) : undefined,
    unavailable: program.unavailable,
  })
}
