import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { defineProcesses } from '@mirakuru/jest-environment'
import { findService } from './service.js'

const redisServer = findService('redis-server', 'redis-server')
const postgres = findService('postgres', 'postgresql')

/** PostgreSQL refuses to run as root. */
function findUser() {
  if (postgres === undefined || process.getuid?.() !== 0) return {}
  const ask = (/** @type {string} */ option) =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

const initialise = 'initdb --auth trust --username postgres --no-sync --pgdata "$0/data" >&2'
const serve = 'exec postgres -D "$0/data" -p "$1" -c unix_socket_directories= -c fsync=off'
const script = `PATH="$2:$PATH"; ${initialise} && ${serve}`

export const declared = defineProcesses({
  redis: {
    executor: 'tcp',
    command: [redisServer ?? '', '--port', '{port}', '--save', '', '--dir', '{tmp}'],
  },
  database: {
    executor: 'tcp',
    command: ['sh', '-c', script, '{tmp}', '{port}', dirname(postgres ?? '')],
    healthcheck: 'pg_isready --host {host} --port {port}',
    scope: 'file',
    ...findUser(),
  },
})

/** Those whose programs are installed. */
export const processes = {
  ...(redisServer === undefined ? {} : { redis: declared.redis }),
  ...(postgres === undefined ? {} : { database: declared.database }),
}
