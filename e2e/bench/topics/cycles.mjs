import { readdirSync } from 'node:fs'
import { Client, HeldProcess } from '@mirakuru/core/client'
import { SimpleExecutor } from '@mirakuru/core'
import { simpleExecutor } from '@mirakuru/core/declaration'
import { tableOfValues } from '../table.mjs'
import { findParent, readMemory } from './scale.mjs'

const warmups = 100
const note =
  'Starts and stops of `sleep`, one after the other. Memory grows while it is not collected; handles and descriptors must not.'

/** Whether many starts and stops leave anything behind in the process that makes them. */
export async function measureCycles({ full, rounds = full ? 10_000 : 1_000 }) {
  return [
    tableOfValues(
      'Cycles of start and stop, in this process',
      await observe(rounds, { pid: process.pid, cycle: runOwn }),
      { unit: 'MiB', note },
    ),
    tableOfValues('Cycles of start and stop, through the supervisor', await runSupervised(rounds), {
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
  const processes = { sleeper: { ...simpleExecutor('sleep 1000'), scope: 'test' } }
  let holds = 0
  const cycle = async () => {
    const units = { test: `${holds++}`, file: '' }
    const held = await new HeldProcess(client, { processes, name: 'sleeper', units }).start()
    const { pid } = held
    await held.release()
    await client.settle()
    return pid
  }
  const units = { test: 'first', file: '' }
  const first = await new HeldProcess(client, { processes, name: 'sleeper', units }).start()
  const pid = findParent(first.pid)
  await first.release()
  const rows = await observe(rounds, { pid, cycle })
  await client.endRun()
  await client.close()
  return rows
}

async function observe(rounds, { pid, cycle }) {
  for (let count = 0; count < warmups; count++) await cycle()
  const before = look(pid)
  for (let count = warmups; count < rounds; count++) await cycle()
  return { [`after ${warmups}`]: before, [`after ${rounds}`]: look(pid) }
}

function look(pid) {
  const memory = { memory: Math.round(readMemory(pid) * 10) / 10 }
  const descriptors = readdirSync(`/proc/${pid}/fd`).length
  if (pid !== process.pid) return { ...memory, descriptors }
  return { ...memory, descriptors, handles: process.getActiveResourcesInfo().length }
}
