import { readdirSync } from 'node:fs'
import { Client, HeldProcess } from '@mirakuru/core/client'
import { SimpleExecutor } from '@mirakuru/core'
import { simpleExecutor } from '@mirakuru/core/declaration'
import { tableOfValues } from '../table.mjs'
import { findParent, readMemory } from './scale.mjs'

const warmups = 100
const note =
  'One after the other. Memory grows while it is not collected; handles and descriptors must not.'
/** A lease of a process that runs is so much cheaper than a start. */
const leasesPerStart = 10

/** Whether many starts and stops leave anything behind in the process that makes them. */
export async function measureCycles({ full, rounds = full ? 20_000 : 1_000 }) {
  const own = await observe(rounds, { pid: process.pid, cycle: runOwn })
  const { starts, leases } = await runSupervised(rounds)
  return [
    tableOfValues('Starts and stops of `sleep`, in this process', own, { unit: 'MiB', note }),
    tableOfValues('Starts and stops of `sleep`, through one supervisor', starts, {
      unit: 'MiB',
      note,
    }),
    tableOfValues('Leases of a process that runs, in the same supervisor', leases, {
      unit: 'MiB',
      note,
    }),
  ]
}

async function runOwn() {
  const executor = await new SimpleExecutor('sleep 1000').start()
  await executor.stop()
}

async function runSupervised(rounds) {
  const client = new Client('root')
  const sleeper = simpleExecutor('sleep 1000')
  const processes = {
    sleeper: { ...sleeper, scope: 'test' },
    shared: { ...sleeper, scope: 'run' },
  }
  let holds = 0
  const start = (name) =>
    new HeldProcess(client, { processes, name, units: { test: `${holds++}`, file: '' } }).start()
  const shared = await start('shared')
  const pid = findParent(shared.pid)
  const starts = await observe(rounds, {
    pid,
    cycle: async () => {
      await (await start('sleeper')).release()
      await client.settle()
    },
  })
  const leases = await observe(rounds * leasesPerStart, {
    pid,
    cycle: async () => (await start('shared')).release(),
  })
  await client.endRun()
  await client.close()
  return { starts, leases }
}

/** At the beginning, and after each quarter. */
async function observe(rounds, { pid, cycle }) {
  const seen = {}
  for (let count = 1; count <= rounds; count++) {
    await cycle()
    if (count === warmups || count % (rounds / 4) === 0) seen[`after ${count}`] = look(pid)
  }
  return seen
}

function look(pid) {
  const memory = { memory: Math.round(readMemory(pid) * 10) / 10 }
  const descriptors = readdirSync(`/proc/${pid}/fd`).length
  if (pid !== process.pid) return { ...memory, descriptors }
  return { ...memory, descriptors, handles: process.getActiveResourcesInfo().length }
}
