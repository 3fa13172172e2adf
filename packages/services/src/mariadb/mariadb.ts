import { dirname, join } from 'node:path'
import { findAgent } from '../agent-command.js'
import { dropTo, serve, words, writeConfig } from '../blocks.js'
import type { ServiceDeclaration, ServiceOptions } from '../options.js'
import { findProgram, type Program } from '../program.js'
import { declareService, type Service, type ServiceContext, type ServiceStart } from '../service.js'

/**
 * An empty database of MariaDB, which `root` may enter without a password. All of a run are on one server, which is
 * started when the first is needed. Its `url` is `mysql://root@host:port/database`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const db = mariadb({ scope: 'worker', config: { max_connections: 20 } })
 * ```
 */
export function mariadb(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(describe('mariadb'), options)
}

/**
 * What {@link mariadb} declares, by the name that its clients know it by.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const db = mysql({ scope: 'file' })
 * ```
 */
export function mysql(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(describe('mysql'), options)
}

function describe(name: 'mariadb' | 'mysql'): Service {
  return {
    name,
    program: {
      names: ['mariadbd'],
      install: ['apt-get install mariadb-server', 'brew install mariadb'],
    },
    part: () => ({
      agent: { command: findAgent('mariadb'), env: { SERVER_URL: '{server.url}' } },
      hasReset: true,
    }),
    start,
    image: ({ config }) => ({
      image: images[name],
      port: 3306,
      // Of a folder that the configurations of both include.
      files: {
        '/etc/mysql/conf.d/mirakuru.cnf': { content: inContainer + writeConfig(config, ' = ') },
      },
      env,
      url: 'mysql://root@{host}:{port}/test',
      // The server that its entrypoint runs first, for itself, has no port.
      healthcheck: ['sh', '-c', ping],
    }),
  }
}

const images = { mariadb: 'docker.io/library/mariadb:12', mysql: 'docker.io/library/mysql:9' }

function start({ program, options: { config } }: ServiceContext): ServiceStart {
  return {
    command: serve({
      command: [...program.command, '--defaults-file={tmp}/my.cnf'],
      files: { 'my.cnf': forTests + writeConfig(config, ' = ') },
    }),
    prepare: [
      findCompanion('mariadb-install-db', program),
      ...words('--no-defaults --datadir={tmp}/data --auth-root-authentication-method=normal'),
      // One that starts removes all temporary tables in its folder for them, also those of others.
      '--tmpdir={tmp}',
      // It would be 100 MB, of which every instance gets a copy.
      '--innodb-log-file-size=8M',
    ],
    url: 'mysql://root@{host}:{port}/test',
    // It loses a signal that comes right after the first connection, some 30 ms before it answers.
    healthcheck: [
      findCompanion('mariadb-admin', program),
      ...words('--no-defaults --protocol=tcp --host={host} --port={port} ping'),
    ],
    ...dropTo('mysql', 'nobody'),
  }
}

/** What comes with the server: beside it, or where Debian has what every user may run. */
function findCompanion(name: string, { folder }: Program): string {
  const search = { names: [name], folders: [folder, join(dirname(folder), 'bin')], install: [] }
  return findProgram(search, { from: 'path', cwd: '' }).command[0]
}

const settings = `skip_name_resolve
performance_schema = OFF
sync_binlog = 0
innodb_flush_log_at_trx_commit = 0
loose_innodb_flush_method = nosync
innodb_doublewrite = 0
innodb_buffer_pool_size = 32M
innodb_buffer_pool_dump_at_shutdown = OFF
`

const forTests = `[mariadbd]
datadir = {tmp}/data
socket = {tmp}/s
tmpdir = {tmp}
pid_file = {tmp}/pid
port = {port}
bind_address = {host}
innodb_fast_shutdown = 2
innodb_log_file_size = 8M
innodb_temp_data_file_path = ibtmp1:2M:autoextend
${settings}`

const inContainer = `[mysqld]
${settings}`

/** Each image may be given to both, and ignores what is the other's. Time zones take longer than all else. */
const env = {
  MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '1',
  MARIADB_DATABASE: 'test',
  MARIADB_INITDB_SKIP_TZINFO: '1',
  MYSQL_ALLOW_EMPTY_PASSWORD: '1',
  MYSQL_DATABASE: 'test',
  MYSQL_INITDB_SKIP_TZINFO: '1',
}

const ping =
  '"$(command -v mariadb-admin || command -v mysqladmin)" --no-defaults --protocol=tcp --host=127.0.0.1 --user=root ping'
