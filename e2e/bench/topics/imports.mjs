import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Client, HeldProcess } from '@mirakuru/core/client'
import { tcpExecutor } from '@mirakuru/core/declaration'
import { interleave } from '../interleave.mjs'
import { findProgram } from '../places.mjs'
import { tableOf } from '../table.mjs'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const imported = [
  'node:net',
  '@mirakuru/core/client',
  '@mirakuru/core/declaration',
  '@mirakuru/core',
  'execa',
  'wait-on',
  'jest-dev-server',
]

/** What a worker pays for what it imports, and for a lease of a process that runs already. */
export async function measureImports({ rounds = 15 }) {
  const contenders = imported.map((name) => [name, () => importOnce(name)])
  const { time, processor } = await interleave(Object.fromEntries(contenders), { rounds })
  return [
    tableOf('Imports', time, {
      note: 'In a fresh Node process, without the time Node itself takes.',
    }),
    tableOf('Imports: time of the processor', processor, {
      note: 'Of the whole process, the start of Node included: that of `node:net` is little else.',
    }),
    tableOf('A lease of a process that runs already', await measureLeases()),
  ]
}

function importOnce(name) {
  const script = `const t = performance.now(); await import(${JSON.stringify(name)}); const time = performance.now() - t
const { user, system } = process.cpuUsage(); console.log(JSON.stringify({ time, processor: (user + system) / 1000 }))`
  const args = ['--input-type=module', '-e', script]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

async function measureLeases() {
  const client = new Client('root')
  const startedAt = performance.now()
  await client.connect()
  const connected = performance.now() - startedAt
  const command = ['node', findProgram('becomes-ready.mjs'), 'tcp', '{port}', '0', '/dev/null']
  const processes = { server: { ...tcpExecutor(command), scope: 'run' } }
  const hold = () =>
    new HeldProcess(client, { processes, name: 'server', units: { test: '', file: '' } })
  await hold().start()
  const lease = async () => {
    const held = hold()
    const askedAt = performance.now()
    await held.start()
    const time = performance.now() - askedAt
    await held.release()
    return time
  }
  const { '': samples } = await interleave({ lease }, { rounds: 200, warmups: 20 })
  await client.endRun()
  await client.close()
  return { 'supervisor: spawn to connected': [connected], ...samples }
}
