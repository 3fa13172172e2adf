import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A database with a table, as a declaration of scope `test`; `undefined` where PostgreSQL is not installed. */
export function declarePostgresql() {
  const programs = findPostgresql()
  if (programs === undefined) return undefined
  // PostgreSQL refuses to run as root.
  const find = (option) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  const user = process.getuid() === 0 ? { uid: find('-u'), gid: find('-g') } : {}
  const initialise = `"$0/initdb" --auth trust --username postgres --no-sync --pgdata "$1/data"`
  const migrate = `echo 'create table visits (id serial primary key, page text)' | "$0/postgres" --single -D "$1/data" postgres`
  return {
    command: [
      join(programs, 'postgres'),
      '-D',
      '{tmp}/data',
      '-p',
      '{port}',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
    ],
    options: {
      scope: 'test',
      ...user,
      prepare: ['sh', '-c', `${initialise} && ${migrate}`, programs, '{tmp}'],
      healthcheck: [join(programs, 'pg_isready'), '-h', '{host}', '-p', '{port}'],
    },
  }
}

/** Debian has a folder for every version of PostgreSQL. */
function findPostgresql() {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const [version] = readdirSync(root).toSorted().toReversed()
  return version === undefined ? undefined : join(root, version, 'bin')
}
