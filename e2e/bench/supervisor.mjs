import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client, HeldProcess } from '@mirakuru/core/client'
import { tcpExecutor } from '@mirakuru/core/declaration'
import { printTable, printValues } from './statistics.mjs'

const rounds = 200
const imports = 15
const program = fileURLToPath(new URL('late-listener.mjs', import.meta.url))

/** What a worker pays for the client, and what the supervisor needs. */
export async function measureSupervisor() {
  const client = new Client('root')
  const startedAt = performance.now()
  await client.connect()
  const booted = performance.now() - startedAt
  const processes = {
    server: { ...tcpExecutor(['node', program, '{port}', '0', '/dev/null']), scope: 'run' },
  }
  const hold = () =>
    new HeldProcess(client, { processes, name: 'server', units: { test: '', file: '' } })
  const server = await hold().start()
  const acquire = []
  for (let round = -20; round < rounds; round++) {
    const held = hold()
    const askedAt = performance.now()
    await held.start()
    if (round >= 0) acquire.push(performance.now() - askedAt)
    await held.release()
  }
  const memory = readMemory(findParent(server.pid))
  await client.endRun()
  await client.close()
  printTable('One service that runs already (ms)', { acquire: acquire })
  printTable('Import in a fresh Node (ms)', {
    nothing: importTimes('node:path'),
    'node:net': importTimes('node:net'),
    '@mirakuru/core/client': importTimes('@mirakuru/core/client'),
    '@mirakuru/core': importTimes('@mirakuru/core'),
  })
  printValues('Supervisor', { 'spawn to connected (ms)': booted.toFixed(0), 'RSS (MiB)': memory })
}

function importTimes(specifier) {
  const script = `const t = performance.now(); await import(${JSON.stringify(specifier)}); console.log(performance.now() - t)`
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  return Array.from({ length: imports }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd,
      encoding: 'utf8',
    })
    return Number(stdout)
  })
}

function findParent(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
}

function readMemory(pid) {
  const [, kibibytes] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return (Number(kibibytes) / 1024).toFixed(0)
}
