import { createRequire } from 'node:module'
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
import type {
  describeSituations as Describe,
  Situation,
} from '../../../../core/test/programs/situations.cjs'
import { program } from '../note.js'

const shell = (script: string): string[] => ['sh', '-c', script]
const node = (name: string, ...args: string[]): string[] => ['node', program(name), ...args]
const sleeps = shell('echo still loading; exec sleep 1000')
/** Milliseconds: enough for a dozen programs that begin at once. */
const startTimeout = 8_000
const port = await findFreePort()

const { describeSituations } = createRequire(import.meta.url)(program('situations.cjs')) as {
  describeSituations: typeof Describe
}
type Factory = (command: Situation['command'], options: never) => ProcessFixture<Handle>
const factories: Record<Situation['executor'], Factory> = {
  simple: simpleExecutor,
  output: outputExecutor,
  tcp: tcpExecutor,
  http: httpExecutor,
  pid: pidExecutor,
  unixSocket: unixSocketExecutor,
}

/** A test that fails because the process that it needs does not start. */
function fails(title: string, fixture: ProcessFixture<Handle>): void {
  base.extend({ needed: fixture })(title, { timeout: 20_000 }, ({ needed }) => {
    throw new Error(`${needed.name} is ready after all`)
  })
}

for (const [group, declarations] of Object.entries(describeSituations(startTimeout)))
  describe.concurrent(group, () => {
    for (const [title, { executor, command, ...options }] of Object.entries(declarations))
      fails(title, factories[executor](command, options as never))
  })

describe.concurrent('a process that cannot be started', () => {
  const held = base.extend({
    stranger: tcpExecutor(node('listens-at.mjs', String(port)), { port }),
    api: httpExecutor(node('serves.mjs', String(port)), { port }),
  })
  held('because somebody else has its port', ({ stranger, api }) => {
    throw new Error(`${stranger.name} and ${api.name} are ready`)
  })

  const chained = base.extend({
    db: tcpExecutor(shell('echo disk full; exit 1')),
    api: httpExecutor(node('serves.mjs', '{port}'), { env: { DB: '{db.port}' } }),
  })
  chained('because what it depends on does not start', ({ api }) => {
    throw new Error(`${api.name} is ready`)
  })
})

describe.concurrent('a process that is too slow', () => {
  fails('for its own time-out', tcpExecutor(sleeps, { name: 'api', startTimeout: 2_000 }))
})

describe('a process that is too slow', () => {
  const slow = base.extend({ api: tcpExecutor(sleeps) })
  slow('for the limit of its test', { timeout: 10_000 }, ({ api }) => {
    throw new Error(`${api.name} is ready`)
  })
})

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: free } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return free
}
