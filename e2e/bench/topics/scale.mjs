import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, HeldProcess } from '@mirakuru/core/client'
import { tcpExecutor } from '@mirakuru/core/declaration'
import { canConnect } from '../contenders/raw.mjs'
import { interleave } from '../interleave.mjs'
import { findFreePort } from '../places.mjs'
import { summarise } from '../statistics.mjs'
import { tableOfValues } from '../table.mjs'

const counts = [1, 10, 100, 300]
const command = ['redis-server', '--port', '{port}', '--save', '']
const note =
  '`redis-server`, all at once. Memory: the resident set of the supervisor with all of them running, and what it grew by for each.'

/** Many processes at once through one supervisor, beside a bare loop of spawn and connects every millisecond. */
export async function measureScale({ rounds = 3 }) {
  const client = new Client('root')
  await client.connect()
  const tables = []
  for (const count of counts) {
    const contenders = {
      'through one supervisor': () => runSupervised(client, count),
      'spawn, and connects every ms': () => runBare(count),
    }
    const taken = await interleave(contenders, { rounds, warmups: count === 1 ? 1 : 0 })
    const rows = Object.keys(contenders).map((name) => [name, describe(taken, name)])
    const title = count === 1 ? 'Scale: one process' : `Scale: ${count} processes at once`
    tables.push(tableOfValues(title, Object.fromEntries(rows), { note }))
  }
  await client.endRun()
  await client.close()
  return tables
}

function describe({ ready, gone, memory, each }, name) {
  const row = {
    'all ready': summarise(ready[name]).median,
    'all gone': summarise(gone[name]).median,
  }
  if (memory[name] === undefined) return { ...row, n: ready[name].length }
  return {
    ...row,
    'supervisor (MiB)': summarise(memory[name]).median,
    'a process (KiB)': summarise(each[name]).median,
    n: ready[name].length,
  }
}

let holds = 0

async function runSupervised(client, count) {
  const processes = { server: { ...tcpExecutor(command), scope: 'test' } }
  const hold = () =>
    new HeldProcess(client, { processes, name: 'server', units: { test: `${holds++}`, file: '' } })
  const first = await hold().start()
  const supervisor = findParent(first.pid)
  const before = readMemory(supervisor)
  await first.release()
  const held = Array.from({ length: count }, hold)
  let startedAt = performance.now()
  await Promise.all(held.map((each) => each.start()))
  const ready = performance.now() - startedAt
  const memory = readMemory(supervisor)
  startedAt = performance.now()
  await Promise.all(held.map((each) => each.release()))
  await client.settle()
  const gone = performance.now() - startedAt
  return { ready, gone, memory, each: ((memory - before) * 1024) / count }
}

async function runBare(count) {
  const ports = []
  for (let index = 0; index < count; index++) ports.push(await findFreePort())
  let startedAt = performance.now()
  const children = await Promise.all(
    ports.map(async (port) => {
      const [program, ...args] = command.map((part) => part.replace('{port}', port))
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
      child.stdout.resume()
      while (!(await canConnect(port))) await pause(1)
      return child
    }),
  )
  const ready = performance.now() - startedAt
  startedAt = performance.now()
  for (const child of children) child.kill()
  await Promise.all(children.map((child) => once(child, 'exit')))
  return { ready, gone: performance.now() - startedAt }
}

export function findParent(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
}

/** The resident set of a process in MiB. */
export function readMemory(pid) {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}
