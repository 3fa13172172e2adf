import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ContainerExecutor } from '@mirakuru/core'
import { useEngine } from '../contenders/engine.mjs'
import { interleave } from '../interleave.mjs'
import { findFreePort } from '../places.mjs'
import { tableOf, tableOfValues } from '../table.mjs'

const run = promisify(execFile)
const image = 'redis-of-bench'
const late = ['sh', '-c', 'sleep 0.$1; exec redis-server --protected-mode no --save ""', 'sh']

/** Containers beside the bare command of the engine: start, stop, and whether ready means ready. */
export async function measureContainers({ rounds = 10 }) {
  return useEngine(image, async () => [
    ...(await measureLives(rounds)),
    await countFalseReady(rounds * 5),
  ])
}

/** Start and stop of a redis, which obeys, and of one that ignores its stop signal. */
async function measureLives(rounds) {
  const { start, stop } = await interleave(
    { ContainerExecutor: liveOwn, '`docker run -d`, a loop and `docker rm -f`': liveBare },
    { rounds },
  )
  const note = 'From the start to the first answered PING of a redis.'
  return [
    tableOf('Containers: start', start, { note }),
    tableOf('Containers: stop', stop, {
      note: 'Until the container is removed. `docker rm -f` kills; a stop asks it to end first.',
    }),
  ]
}

async function liveOwn() {
  const redis = new ContainerExecutor(image, { port: 6379 })
  const startedAt = performance.now()
  await redis.start()
  await askUntilAnswered(redis.port)
  const start = performance.now() - startedAt
  const stoppedAt = performance.now()
  await redis.stop()
  return { start, stop: performance.now() - stoppedAt }
}

let names = 0

async function liveBare() {
  const name = `bench-${process.pid}-${names++}`
  const port = await findFreePort()
  const startedAt = performance.now()
  // A connection before the container has its address costs a second: the proxy of the engine asks for that once a second.
  await run('docker', ['run', '-d', '--name', name, '-p', `127.0.0.1:${port}:6379`, image])
  await askUntilAnswered(port)
  const start = performance.now() - startedAt
  const stoppedAt = performance.now()
  await run('docker', ['rm', '-f', '-v', name])
  return { start, stop: performance.now() - stoppedAt }
}

/** A server that listens 0 to 500 ms after the proxy of the engine does. */
async function countFalseReady(starts) {
  let wrong = 0
  for (let start = 0; start < starts; start++) {
    const delay = String((start * 100) % 500).padStart(3, '0')
    const redis = new ContainerExecutor(image, { port: 6379, args: [...late, delay] })
    await redis.start()
    if (!(await ask(redis.port))) wrong++
    await redis.kill()
  }
  return tableOfValues(
    'Containers: ready, and the first connection was not answered',
    { ContainerExecutor: { 'false ready': wrong, starts } },
    { unit: '', note: 'A redis that listens up to 500 ms after the proxy of docker.' },
  )
}

async function askUntilAnswered(port) {
  while (!(await ask(port))) await pause(2)
}

function ask(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.write('PING\r\n')
    // What the proxy has accepted too early may hang for a second.
    socket.setTimeout(100, () => socket.destroy())
    socket.once('data', () => resolve(true) ?? socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
