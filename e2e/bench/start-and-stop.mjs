import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SimpleExecutor } from '@mirakuru/core'
import { execa } from 'execa'
import { printTable } from './statistics.mjs'

const rounds = 100
const stdio = ['ignore', 'pipe', 'pipe']

/** Starting `sleep`, side by side: the contenders take turns in every round; the first rounds are not counted. */
export async function measureStartAndStop() {
  const start = { 'child_process.spawn': [], execa: [], 'SimpleExecutor.start()': [] }
  const stop = { 'kill and wait for exit': [], 'SimpleExecutor.stop()': [] }
  for (let round = -10; round < rounds; round++) {
    const record = (table, what, value) => round >= 0 && table[what].push(value)

    let startedAt = performance.now()
    const child = spawn('sleep', ['1000'], { detached: true, stdio })
    await once(child, 'spawn')
    record(start, 'child_process.spawn', performance.now() - startedAt)
    startedAt = performance.now()
    process.kill(-child.pid, 'SIGTERM')
    await once(child, 'exit')
    record(stop, 'kill and wait for exit', performance.now() - startedAt)

    startedAt = performance.now()
    const options = { detached: true, buffer: false, reject: false, cleanup: false, stdio }
    const subprocess = execa('sleep', ['1000'], options)
    await once(subprocess, 'spawn')
    record(start, 'execa', performance.now() - startedAt)
    process.kill(-subprocess.pid, 'SIGTERM')
    await subprocess

    const executor = new SimpleExecutor('sleep 1000')
    startedAt = performance.now()
    await executor.start()
    record(start, 'SimpleExecutor.start()', performance.now() - startedAt)
    startedAt = performance.now()
    await executor.stop()
    record(stop, 'SimpleExecutor.stop()', performance.now() - startedAt)
  }
  printTable('Starting `sleep` (ms)', start)
  printTable('Stopping `sleep` (ms)', stop)
}
