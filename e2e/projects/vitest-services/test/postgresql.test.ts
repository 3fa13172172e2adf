import { execFileSync } from 'node:child_process'
import { tcpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { findService } from './service.js'

const [initdb = '', postgres = '', isReady = '', psql = ''] = [
  'initdb',
  'postgres',
  'pg_isready',
  'psql',
].map((program) => findService(program, 'postgresql') ?? '')
// -F and -N: nothing has to survive a crash of the machine.
const table = 'create table visits (who text)'
const script = `"$0" -D "$1" -U postgres -A trust -N && echo "$3" | "$2" --single -F -D "$1" postgres`
const host = '127.0.0.1'

const test = base.extend({
  db: tcpExecutor([postgres, '-F', '-D', '{tmp}', '-k', '', '-h', host, '-p', '{port}'], {
    cwd: '/',
    ...findUser(),
    prepare: ['sh', '-c', script, initdb, '{tmp}', postgres, table],
    healthcheck: [isReady, '-h', host, '-p', '{port}'],
    stopSignal: 'SIGINT', // does not wait for connections to end
  }),
})

// The first test waits for the preparation, which takes a second, or many on a busy machine.
describe.skipIf(initdb === '')('PostgreSQL', { timeout: 60_000 }, () => {
  test('has the tables that were prepared', ({ db }) => {
    expect(ask(db.port, `insert into visits values ('me'); select count(*) from visits`)).toBe('1')
  })

  test('is as it was prepared in the next test', ({ db }) => {
    expect(ask(db.port, 'select count(*) from visits')).toBe('0')
  })
})

/** PostgreSQL refuses to be run by root. */
function findUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0 || initdb === '') return {}
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres']))
  return { uid: id('-u'), gid: id('-g') }
}

function ask(port: number, sql: string): string {
  const args = ['-h', host, '-p', String(port), '-U', 'postgres', '-qtAc', sql]
  return execFileSync(psql, args, { encoding: 'utf8' }).trim()
}
