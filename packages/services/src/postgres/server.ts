import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, OutputOptions, Preparation, ScopeOptions } from '@mirakuru/core/declaration'
import { findAgent } from '../agent-command.js'
import type { Program } from '../program.js'
import type { ClusterOrder } from './cluster-order.js'
import { splitCommand, toPreparation, type Migrate } from './migrate.js'
import type { PostgresOptions } from './options.js'
import { escapeBraces } from './place.js'
import { findClosedFolder, findMissingLinks, type MissingLink } from './program.js'
import { settings, toArguments } from './settings.js'

/** How a server is started: a command and the options of an executor. */
export interface PostgresServer {
  readonly command: readonly string[]
  readonly options: OutputOptions & Pick<ScopeOptions, 'prepare'>
}

const readyLine = 'database system is ready to accept connections'

/**
 * A server with its data in `{tmp}`, ready when it answers; its user needs no password.
 *
 * @param migrate - fills its database, in the folder that all its instances are copied from
 */
export function describeServer(
  program: Program,
  options: PostgresOptions,
  migrate?: Migrate,
): PostgresServer {
  const { user = 'postgres', password = 'postgres' } = options
  const port = options.port ?? '{port}'
  const account = process.getuid?.() === 0 ? findAccount() : undefined
  const links = program.unavailable === undefined ? findMissingLinks(program) : undefined
  const credentials = [encodeURIComponent(user), encodeURIComponent(password)] as const
  const path = links === undefined ? program.command : ['{tmp}/program/bin/postgres']
  const toCommand = (place: object): readonly string[] => [
    ...path,
    ...listArguments(options, place),
  ]
  return {
    command: toCommand({ listen_addresses: options.host ?? '127.0.0.1', port }),
    options: {
      banner: options.port === undefined ? readyLine : `port (?<port>\\d+)[^]*${readyLine}`,
      stream: 'stderr',
      prepare: fillCluster(
        prepareCluster(program, links, options),
        toCommand({ listen_addresses: '127.0.0.1', port: 'PORT' }),
        { migrate, credentials },
      ),
      // Clients that are still connected are disconnected, in place of waiting for them.
      stopSignal: 'SIGINT',
      stopTarget: 'leader',
      url: `postgres://${credentials.join(':')}@{host}:${port}/postgres`,
      user: account,
      unavailable: program.unavailable ?? (account && explainClosed(program, account)),
    },
  }
}

function listArguments({ config = {}, args = [] }: PostgresOptions, place: object): string[] {
  return [
    '-D',
    '{tmp}/data',
    ...toArguments({ ...settings, ...place, unix_socket_directories: '{tmp}' }),
    ...toArguments(config),
    ...args,
  ]
}

interface Filling {
  readonly migrate: Migrate | undefined
  /** The user and the password, as in a URL. */
  readonly credentials: readonly [string, string]
}

/** With migrations the cluster is started for them. */
function fillCluster(
  initdb: readonly string[],
  server: readonly string[],
  { migrate, credentials }: Filling,
): Command | Preparation {
  if (migrate === undefined) return initdb
  const { command, inputs } = toPreparation(migrate)
  const order: ClusterOrder = [initdb, server, splitCommand(command), ...credentials]
  return { command: [...findAgent('postgres-cluster'), JSON.stringify(order)], inputs }
}

/** `initdb`, after a program that cannot run where it is has been completed in the folder. */
function prepareCluster(
  { folder }: Program,
  links: readonly MissingLink[] | undefined,
  { user = 'postgres', locale = defaultLocale }: PostgresOptions,
): readonly string[] {
  const initdb = [
    '--pgdata={tmp}/data',
    `--username=${escapeBraces(user)}`,
    '--auth=trust',
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--no-sync',
    '--no-instructions',
  ]
  if (links === undefined) return [join(folder, 'initdb'), ...initdb]
  const pairs = links.map(({ source, target }) => `${source}=${target}`).join('\n')
  return [
    'sh',
    '-c',
    completeProgram,
    'sh',
    join(folder, '..', '..'),
    '{tmp}/program',
    pairs,
    ...initdb,
  ]
}

const defaultLocale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'

/** Copies the programs, which find their libraries beside themselves, and links all else with the links that are missing. */
const completeProgram = `set -e
from=$1 to=$2 links=$3
shift 3
mkdir -p "$to/lib"
cp -R "$from/native/bin" "$to/bin"
chmod 755 "$to"/bin/*
ln -s "$from/native/share" "$to/share"
ln -s "$from"/native/lib/* "$to/lib/"
printf '%s\\n' "$links" | while IFS== read -r source target; do
  ln -sf "$from/$source" "$to/\${target#native/}"
done
exec "$to/bin/initdb" "$@"`

/** PostgreSQL refuses to run as root. */
function findAccount(): string {
  const accounts = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  return /^postgres:/m.test(accounts) ? 'postgres' : 'nobody'
}

function explainClosed({ command: [path] }: Program, account: string): string | undefined {
  const closed = findClosedFolder(path)
  if (closed === undefined) return undefined
  return `PostgreSQL does not run as root, and the user "${account}" cannot read ${path}, since ${closed} is closed to other users: open it (chmod o+x), or install PostgreSQL of the system`
}
