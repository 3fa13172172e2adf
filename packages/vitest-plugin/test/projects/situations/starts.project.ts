import { createServer, type AddressInfo } from 'node:net'
import {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
  type Handle,
  type ProcessFixture,
} from '@mirakuru/vitest-plugin'
import { describe, test as base } from 'vitest'
import { program } from '../note.js'

const shell = (script: string): string[] => ['sh', '-c', script]
const node = (name: string, ...args: string[]): string[] => ['node', program(name), ...args]
const sleeps = shell('echo still loading; exec sleep 1000')
/** Milliseconds: enough for a dozen programs that begin at once. */
const startTimeout = 8_000
const port = await findFreePort()

/** A test that fails because the process that it needs does not start. */
function fails(title: string, fixture: ProcessFixture<Handle>): void {
  base.extend({ needed: fixture })(title, { timeout: 20_000 }, ({ needed }) => {
    throw new Error(`${needed.name} is ready after all`)
  })
}

describe.concurrent('a process that exits before it is ready', () => {
  fails('with code 0', tcpExecutor(shell('echo nothing to do'), { name: 'api' }))
  fails('with code 1', httpExecutor(shell('echo no database >&2; exit 1'), { name: 'api' }))
  fails('without a word', tcpExecutor(shell('exit 1'), { name: 'api' }))
  fails('by SIGKILL', tcpExecutor(shell('echo loading; kill -KILL $$'), { name: 'api' }))
  fails('by a segmentation fault', tcpExecutor(shell('kill -SEGV $$'), { name: 'api' }))
  fails(
    'after many lines and a long one',
    tcpExecutor(shell('seq 30; head -c 3000 /dev/zero | tr "\\0" x; exit 1'), { name: 'api' }),
  )
})

describe.concurrent('a process that is never ready', () => {
  const named = { name: 'api', startTimeout }
  fails('because it does not listen', tcpExecutor(sleeps, named))
  fails('because it does not print the banner', outputExecutor(sleeps, { ...named, banner: 'up' }))
  fails(
    'because it prints the banner on the other stream',
    outputExecutor(shell('echo listening >&2; exec sleep 1000'), {
      ...named,
      banner: 'listening',
      stream: 'stdout',
    }),
  )
  fails(
    'because it writes no pid file',
    pidExecutor(sleeps, { ...named, filename: '{tmp}/daemon.pid' }),
  )
  fails(
    'because it opens no unix socket',
    unixSocketExecutor(sleeps, { ...named, socketPath: '{tmp}/app.sock' }),
  )
  fails('because it listens on another port', tcpExecutor(node('listens-at.mjs', '0'), named))
  fails(
    'because it listens on another address',
    tcpExecutor(node('listens-at.mjs', '{port}', '::1'), named),
  )
  fails(
    'because it always answers 500',
    httpExecutor(node('answers-with.mjs', '{port}', '500'), named),
  )
  fails(
    'because it always answers 404',
    httpExecutor(node('answers-with.mjs', '{port}', '404'), named),
  )
  fails(
    'because it accepts connections and answers nothing',
    httpExecutor(node('never-answers.mjs', '{port}'), named),
  )
  fails(
    'because it does not speak TLS',
    httpExecutor(node('serves.mjs', '{port}'), { ...named, url: 'https://{host}:{port}/' }),
  )
  fails('because it speaks TLS', httpExecutor(node('speaks-tls.mjs', '{port}'), named))
  fails(
    'because its healthcheck fails',
    tcpExecutor(node('listens-at.mjs', '{port}'), {
      ...named,
      healthcheck: shell('echo not migrated; exit 2'),
    }),
  )
  fails(
    'because what it has to wait for does not come',
    tcpExecutor(node('listens-at.mjs', '{port}'), { ...named, waitOn: '{tmp}/migrated' }),
  )
})

describe.concurrent('a process that cannot be started', () => {
  fails('because there is no such program', simpleExecutor('no-such-program --verbose'))
  fails('because it is not executable', simpleExecutor([program('serves.mjs'), '{port}']))
  fails('because its folder is missing', simpleExecutor('sleep 1', { cwd: '/no/such/folder' }))
  fails('because its folder is a file', simpleExecutor('sleep 1', { cwd: '/etc/hostname' }))

  const held = base.extend({
    stranger: tcpExecutor(node('listens-at.mjs', String(port)), { name: 'stranger', port }),
    api: httpExecutor(node('serves.mjs', String(port)), { name: 'api', port }),
  })
  held('because somebody else has its port', ({ stranger, api }) => {
    throw new Error(`${stranger.name} and ${api.name} are ready`)
  })

  const chained = base.extend({
    db: tcpExecutor(shell('echo disk full; exit 1'), { name: 'db' }),
    api: httpExecutor(node('serves.mjs', '{port}'), { name: 'api', env: { DB: '{db.port}' } }),
  })
  chained('because what it depends on does not start', ({ api }) => {
    throw new Error(`${api.name} is ready`)
  })
})

describe.concurrent('a process that is too slow', () => {
  fails('for its own time-out', tcpExecutor(sleeps, { name: 'api', startTimeout: 2_000 }))
})

describe('a process that is too slow', () => {
  const slow = base.extend({ api: tcpExecutor(sleeps, { name: 'api' }) })
  slow('for the limit of its test', { timeout: 5_000 }, ({ api }) => {
    throw new Error(`${api.name} is ready`)
  })
})

describe.concurrent('secrets', () => {
  const env = { TOKEN: 'swordfish' }
  const headers = { authorization: 'Bearer xyzzy' }
  fails(
    'of a process that exits',
    httpExecutor(shell('exit 1; : postgres://admin:hunter2@db/'), { name: 'api', env, headers }),
  )
  fails(
    'of a process that is never ready',
    httpExecutor(node('answers-with.mjs', '{port}', '401', 'postgres://admin:hunter2@db/'), {
      name: 'api',
      env,
      headers,
      startTimeout,
    }),
  )
  fails(
    'of a program that is missing',
    simpleExecutor('no-such-program postgres://admin:hunter2@db/', { env }),
  )
  fails(
    'in bad options',
    httpExecutor('sleep 1000', {
      name: 'api',
      env: { ...env, 'TOKEN=swordfish': 'swordfish' },
      headers: { 'author ization': 'Bearer xyzzy' },
    }),
  )
})

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: free } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return free
}
