import {
  externalServer,
  resource,
  type Declaration,
  type NestedDeclaration,
  type ResourceOptions,
  type ScopeOptions,
} from '@mirakuru/core/declaration'
import { DeclarationError } from '@mirakuru/core/errors'
import { findAgent } from '../agent-command.js'
import { checkOptions } from '../check.js'
import { chooseReset } from '../choose-reset.js'
import { findOrigin, type Origin } from '../origin.js'
import { declareServer } from './declare-server.js'
import { describeImage } from './image.js'
import type { PostgresOptions } from './options.js'
import { pick } from './pick.js'
import { placeAt, placeOnServer, type Place } from './place.js'
import { postgresProgram } from './program.js'
import { toPreparation, type Migrate } from './migrate.js'

/** What a database is declared as: a part of a server, or with `dedicated` a server of its own. */
export type PostgresDeclaration = Declaration<'container' | 'resource' | 'tcp'>

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
  const { url, keep, migrate } = options
  const checked = { further: ownOptions, hasImage: true, config: 'values' } as const
  checkOptions('postgres', options as object, checked)
  if (url !== undefined && url !== '') {
    const place = placeAt(url)
    return declareDatabase(options, place, declareElsewhere(place.administration, options))
  }
  const origin = findServer(options)
  const place = placeOnServer(options)
  if (options.dedicated !== true) {
    const shared = { scope: 'run', keep, name: 'postgres server' }
    return declareDatabase(options, place, declareServer(origin, options, shared))
  }
  if (origin.is === 'program' || migrate === undefined) return declareDedicated(origin, options)
  // Nothing fills a container before it is started: it is a database on a server of its own.
  return declareDatabase(options, place, declareServer(origin, options, describeOwn(options)))
}

/** @throws DeclarationError if it cannot be a container as it is declared */
function findServer(options: PostgresOptions): Origin {
  const { dedicated, migrate, scope, from, image } = options
  const lacksScope = dedicated === true && migrate !== undefined && scope === undefined
  if (lacksScope && (from === 'image' || image !== undefined))
    throw new DeclarationError('postgres()', [
      {
        path: 'scope',
        message:
          'must be set with an image, "dedicated" and "migrate": it is also that of the server',
      },
    ])
  return findOrigin(postgresProgram, options, lacksScope ? undefined : describeImage(options))
}

let holders = 0

/** Declared alike, two of a test or file would share one. */
function describeOwn({ scope, keep }: PostgresOptions): object {
  const isSeveral = scope === 'test' || scope === 'file'
  const runArgs = isSeveral ? ['--label', `mirakuru.holder=${(holders += 1)}`] : undefined
  return { scope, keep, runArgs, name: 'postgres server' }
}

function declareDatabase(
  options: PostgresOptions,
  place: Place,
  server: NestedDeclaration,
): Declaration<'resource'> {
  return resource({
    ...pick(options, ['cwd', 'logFile', 'logLimit', 'onCrash', 'scope', 'spares']),
    ...pick(options, ['startTimeout', 'stopTimeout']),
    name: options.name ?? 'postgres',
    server,
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

/** A server of its own: there is nobody to share it with. */
function declareDedicated(
  origin: Origin,
  options: PostgresOptions,
): Declaration<'container' | 'tcp'> {
  const sharing = pick(options, ['onCrash', 'scope', 'spares', 'keep'])
  const named = { name: options.name ?? 'postgres', env: options.env }
  const server = declareServer(origin, options, { ...named, ...sharing }, options.migrate)
  // Its output is a better sign of readiness than a connection, but what it offers is the same.
  return server as object as Declaration<'tcp'>
}

function declareElsewhere(url: string, options: PostgresOptions): Declaration<'external'> {
  const { startTimeout } = options
  return externalServer({ url, name: 'postgres server', startTimeout })
}
