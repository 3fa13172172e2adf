/**
 * Fills the folder of a server that is not shared: creates the cluster, starts it, runs the migrations in it, and stops
 * it. Its argument is a {@link ClusterOrder} as JSON.
 */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { ClusterOrder } from '../cluster-order.js'

const [initdb, server, migrate, user, password] = JSON.parse(process.argv[2] ?? '') as ClusterOrder

await finish(start(initdb))
const port = await findPort()
const cluster = start(server.map((each) => each.replaceAll('PORT', String(port))))
await waitForLine(cluster, 'database system is ready to accept connections')
const [host, database] = ['127.0.0.1', 'postgres']
await finish(
  start(migrate, {
    DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/${database}`,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: decodeURIComponent(user),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: database,
  }),
)
cluster.kill('SIGINT')
await finish(cluster)

function start(command: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const [file = '', ...args] = command
  return spawn(file, args, {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
  }).on('error', (error) => fail(error.message))
}

/** Ends this program, and with it all it has started, if a program fails. */
async function finish(child: ChildProcess): Promise<void> {
  child.stderr?.pipe(process.stderr, { end: false })
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  const { exitCode, signalCode, spawnargs } = child
  if (exitCode !== 0) fail(`${spawnargs.join(' ')}: ended with ${exitCode ?? signalCode}`)
}

async function waitForLine(child: ChildProcess, line: string): Promise<void> {
  let text = ''
  for await (const chunk of child.stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk)
    if (text.includes(line)) return
  }
  fail(text)
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port: free } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return free
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
