import {
  externalServer,
  outputExecutor,
  resource,
  type Declaration,
  type ResourceOptions,
  type ScopeOptions,
} from '@mirakuru/core/declaration'
import { findAgent } from '../agent-command.js'
import { checkOptions } from '../check.js'
import { chooseReset } from '../choose-reset.js'
import { findProgram } from '../program.js'
import type { PostgresOptions } from './options.js'
import { placeAt, placeOnServer } from './place.js'
import { postgresProgram } from './program.js'
import { declareServer } from './server.js'
import { toPreparation, type Migrate } from './migrate.js'

/** What a database is declared as: a part of a server, or with `dedicated` a server of its own. */
export type PostgresDeclaration = Declaration<'resource' | 'tcp'>

const ownOptions = ['locale', 'migrate', 'password']

/**
 * A database of PostgreSQL, alone or as a clone of a template that `migrate` has filled once. All of a run are on one
 * server, which is started when the first is needed. Its `url` is `postgres://user:password@host:port/database`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const db = postgres({ scope: 'worker', migrate: 'npm run migrate' })
 * ```
 */
export function postgres(options: PostgresOptions = {}): PostgresDeclaration {
  const { url } = options
  checkOptions('postgres', options as object, { further: ownOptions, hasImage: false })
  const isElsewhere = url !== undefined && url !== ''
  if (options.dedicated === true && !isElsewhere) return declareDedicated(options)
  const place = isElsewhere ? placeAt(url) : placeOnServer(options)
  return resource({
    ...pick(options, ['cwd', 'logFile', 'logLimit', 'onCrash', 'scope', 'spares']),
    ...pick(options, ['startTimeout', 'stopTimeout']),
    name: options.name ?? 'postgres',
    server: isElsewhere ? declareElsewhere(place.administration, options) : declareShared(options),
    agent: { command: findAgent('postgres'), env: { DATABASE_URL: place.administration } },
    ...declareRequests(options),
    url: place.url,
    env: { ...place.env, ...options.env },
  })
}

/** What the agent is asked. */
function declareRequests({
  migrate,
  reset,
}: PostgresOptions): Pick<ResourceOptions, 'create' | 'destroy' | 'list' | 'template'> &
  Pick<ScopeOptions, 'reset'> {
  const from = migrate === undefined ? '' : ' {template.id}'
  return {
    create: `create {id}${from}`,
    destroy: 'destroy {id}',
    list: 'list',
    reset: chooseReset('postgres', reset, `reset {id}${from}`),
    template: migrate === undefined ? undefined : declareTemplate(migrate),
  }
}

function declareTemplate(migrate: Migrate): ResourceOptions['template'] {
  const { command, inputs } = toPreparation(migrate)
  return { create: 'create {id}', fill: command, inputs }
}

function declareShared(options: PostgresOptions): Declaration<'output'> {
  const { keep } = options
  return declare(options, { scope: 'run', keep, name: 'postgres server' })
}

/** A server of its own: there is nobody to share it with. */
function declareDedicated(options: PostgresOptions): Declaration<'tcp'> {
  const sharing = pick(options, ['onCrash', 'scope', 'spares', 'keep'])
  const named = { name: options.name ?? 'postgres', env: options.env }
  const server = declare(options, { ...named, ...sharing }, options.migrate)
  // Its output is a better sign of readiness than a connection, but what it offers is the same.
  return server as object as Declaration<'tcp'>
}

function declare(
  options: PostgresOptions,
  further: object,
  migrate?: Migrate,
): Declaration<'output'> {
  const { from, version, cwd } = options
  const program = findProgram(postgresProgram, {
    from: from === 'path' || from === 'package' ? from : 'auto',
    version,
    cwd: cwd ?? process.cwd(),
  })
  const server = declareServer(program, options, migrate)
  return outputExecutor(server.command, {
    ...server.options,
    ...pick(options, ['cwd', 'logFile', 'logLimit', 'startTimeout', 'stopTimeout']),
    ...further,
  })
}

function declareElsewhere(url: string, options: PostgresOptions): Declaration<'external'> {
  const { startTimeout } = options
  return externalServer({ url, name: 'postgres server', startTimeout })
}

/** Those of the options that are given. */
function pick(from: PostgresOptions, keys: readonly (keyof PostgresOptions)[]): object {
  return Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])),
  )
}
