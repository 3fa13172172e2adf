import { join } from 'node:path'
import {
  HttpExecutor,
  OutputExecutor,
  PidExecutor,
  TcpExecutor,
  UnixSocketExecutor,
} from '@mirakuru/core'
import { startOwn } from '../contenders/own.mjs'
import { answersHead, canConnect, startAndLoop } from '../contenders/raw.mjs'
import { startAndConnect, startAndWaitOn } from '../contenders/tools.mjs'
import { interleave } from '../interleave.mjs'
import { findFreePort, findProgram, withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const program = findProgram('becomes-ready.mjs')
/** Short waits more often than long ones. */
const waits = [
  { wait: 500, times: 3, warmups: 1 },
  { wait: 4_000, times: 1, warmups: 0 },
]
const note =
  'Time of the processor that the waiting Node process uses from the start to ready, the start included.'

const contenders = {
  TcpExecutor: ['tcp', startOwn(TcpExecutor, (port) => ({ port }))],
  HttpExecutor: ['http', startOwn(HttpExecutor, (port) => ({ port }))],
  OutputExecutor: ['output', startOwn(OutputExecutor, () => ({ banner: 'it is ready' }))],
  PidExecutor: ['file', startOwn(PidExecutor, (filename) => ({ filename }))],
  UnixSocketExecutor: ['socket', startOwn(UnixSocketExecutor, (socketPath) => ({ socketPath }))],
  'a loop of connects, every ms': [
    'tcp',
    (server) => startAndLoop(server, () => canConnect(server.target)),
  ],
  'a loop of HEAD, every ms': [
    'http',
    (server) => startAndLoop(server, () => answersHead(server.target)),
  ],
  'execa and a loop, every 50 ms': ['tcp', startAndConnect],
  'wait-on tcp:': ['tcp', (server) => startAndWaitOn(server, `tcp:127.0.0.1:${server.target}`)],
}

/** What waiting for a server costs the process that waits. */
export async function measureWaiting({ rounds = 3 }) {
  return withFolder(async (folder) => {
    const tables = []
    for (const { wait, times, warmups } of waits) {
      const measured = Object.entries(contenders).map(([name, [kind, tool]]) => [
        name,
        () => measureUse(tool, { kind, wait, folder }),
      ])
      const { '': uses } = await interleave(Object.fromEntries(measured), {
        rounds: rounds * times,
        warmups,
      })
      const title = `CPU while waiting ${wait / 1000} s for a server`
      tables.push(tableOf(title, uses, { unit: '% of a core', note }))
    }
    return tables
  })
}

let places = 0

async function measureUse(tool, { kind, wait, folder }) {
  const hasPort = kind === 'tcp' || kind === 'http'
  const target = hasPort ? await findFreePort() : join(folder, `target${places++}`)
  const file = join(folder, `moment${places++}`)
  const args = ['node', program, kind, String(target), String(wait), file]
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const stop = await tool({ args, target })
  const { user, system } = process.cpuUsage(before)
  const part = (user + system) / 1000 / (performance.now() - startedAt)
  await stop()
  return part * 100
}
