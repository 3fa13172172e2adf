import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HttpExecutor, TcpExecutor } from '@mirakuru/core'
import { printTable } from './statistics.mjs'

const starts = 40
const program = fileURLToPath(new URL('late-listener.mjs', import.meta.url))

/** From the moment a server listens to the moment `start()` resolves; servers listen 50 to 500 ms after their start. */
export async function measureReadinessLag() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const lags = {
    'TcpExecutor, allocated port': [],
    'TcpExecutor, fixed port': [],
    HttpExecutor: [],
  }
  try {
    for (let index = -2; index < starts; index++) {
      const delay = 50 + (((index + 2) * 191) % 450)
      const file = join(folder, 'listening')
      const command = ['node', program, '{port}', String(delay), file]
      const allocated = await measure(new TcpExecutor(command), file)
      const fixed = await measure(new TcpExecutor(command, { port: allocated.port }), file)
      const http = await measure(new HttpExecutor(command), file)
      if (index < 0) continue
      lags['TcpExecutor, allocated port'].push(allocated.lag)
      lags['TcpExecutor, fixed port'].push(fixed.lag)
      lags.HttpExecutor.push(http.lag)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  printTable('From listening to ready (ms)', lags)
}

async function measure(executor, file) {
  await executor.start()
  const readyAt = process.hrtime.bigint()
  const listeningAt = await readListeningMoment(executor, file)
  const { port } = executor
  await executor.stop()
  rmSync(file)
  return { port, lag: Number(readyAt - listeningAt) / 1e6 }
}

/** The server may be found before it has written down when it began to listen. */
async function readListeningMoment(executor, file) {
  let text = ''
  await executor.waitFor(() => (text = readFileSync(file, 'utf8')) !== '', { timeout: 5_000 })
  return BigInt(text)
}
