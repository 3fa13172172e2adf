import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { findFreePort, findProgram } from '../places.mjs'
import { interleave } from '../interleave.mjs'
import { tableOf } from '../table.mjs'

const server = findProgram('becomes-ready.mjs')
const scripts = {
  TcpExecutor: findProgram('asks-own.mjs'),
  'spawn, and connects every ms': findProgram('asks-by-hand.mjs'),
}

/** How long somebody waits who calls a script that starts a server and asks it something. */
export async function measureScript({ rounds = 25 }) {
  const contenders = Object.entries(scripts).map(([name, script]) => [name, () => runOnce(script)])
  const { answered, whole } = await interleave(Object.fromEntries(contenders), {
    rounds,
    warmups: 2,
  })
  const note =
    'A script with a Node server of its own, which listens at once. From the start of Node.'
  return [
    tableOf('A script: to its first answer', answered, { note }),
    tableOf('A script: to its end', whole, { note: 'The server stopped, and Node ended.' }),
  ]
}

async function runOnce(script) {
  const port = String(await findFreePort())
  const command = [process.execPath, server, 'http', port, '0', '/dev/null']
  const startedAt = process.hrtime.bigint()
  const child = spawn(process.execPath, [script, port, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [answeredAt, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  const since = (moment) => Number(moment - startedAt) / 1e6
  return { answered: since(BigInt(answeredAt)), whole: since(process.hrtime.bigint()) }
}
