const { execFileSync } = require('node:child_process')
const { dirname } = require('node:path')
const { findService } = require('./service')

const redisServer = findService('redis-server', 'redis-server')
const postgres = findService('postgres', 'postgresql')

/** PostgreSQL refuses to run as root. */
function findUser() {
  if (postgres === undefined || process.getuid?.() !== 0) return {}
  const ask = (/** @type {string} */ option) =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

const redis = {
  executor: 'tcp',
  command: [redisServer ?? '', '--port', '{port}', '--save', '', '--dir', '{tmp}'],
}

const initialise = 'initdb --auth trust --username postgres --no-sync --pgdata "$0/data" >&2'
const serve = 'exec postgres -D "$0/data" -p "$1" -c unix_socket_directories= -c fsync=off'
const database = {
  executor: 'tcp',
  command: [
    'sh',
    '-c',
    `PATH="$2:$PATH"; ${initialise} && ${serve}`,
    '{tmp}',
    '{port}',
    dirname(postgres ?? ''),
  ],
  healthcheck: 'pg_isready --host {host} --port {port}',
  ...findUser(),
}

exports.processes = {
  ...(redisServer === undefined ? {} : { redis }),
  ...(postgres === undefined ? {} : { database }),
}
