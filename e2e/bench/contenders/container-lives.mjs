import { ContainerExecutor } from '@mirakuru/core'
import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { findFreePort, findProgram, node24 } from '../places.mjs'
import { stubborn } from './engine.mjs'
import { pingUntilAnswered } from './ping.mjs'

const run = promisify(execFile)
/** How long one that does not obey is waited for. Milliseconds. */
const patience = 1_000

/**
 * The ways to start and stop a redis in a container, by name: functions that return how long that took.
 *
 * @param isStubborn - whether it ignores its stop signal
 */
export function describeLives(image, { isStubborn = false } = {}) {
  const theirs = new Testcontainers()
  const lives = {
    ContainerExecutor: () => liveOwn(image, isStubborn),
    '`docker run -d`, a loop and `docker rm -f`': () => liveBare(image, isStubborn),
    'testcontainers 12, without its reaper': () => theirs.live(image, isStubborn),
  }
  return { lives, end: () => theirs.end() }
}

async function liveOwn(image, isStubborn) {
  const redis = new ContainerExecutor(image, {
    port: 6379,
    ...(isStubborn && { args: stubborn, stopTimeout: patience }),
  })
  return measureLife({
    start: async () => {
      await redis.start()
      return redis.port
    },
    stop: () => redis.stop(),
  })
}

let names = 0

async function liveBare(image, isStubborn) {
  const name = `bench-${process.pid}-${names++}`
  const port = await findFreePort()
  const command = isStubborn ? stubborn : []
  return measureLife({
    start: async () => {
      await run('docker', [
        'run',
        '-d',
        '--name',
        name,
        '-p',
        `127.0.0.1:${port}:6379`,
        image,
        ...command,
      ])
      return port
    },
    stop: () => run('docker', ['rm', '-f', '-v', name]),
  })
}

async function measureLife({ start, stop }) {
  const startedAt = performance.now()
  await pingUntilAnswered(await start())
  const started = performance.now() - startedAt
  const stoppedAt = performance.now()
  await stop()
  return { start: started, stop: performance.now() - stoppedAt }
}

/** A process of testcontainers, which needs Node 24. */
class Testcontainers {
  #child
  #lines

  async live(image, isStubborn) {
    this.#child ??= this.#spawn()
    this.#child.stdin.write(`${image}${isStubborn ? ' stubborn' : ''}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('testcontainers has ended')
    return JSON.parse(value)
  }

  end() {
    this.#child?.stdin.end()
  }

  #spawn() {
    const child = spawn(node24(), [findProgram('testcontainers.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TESTCONTAINERS_RYUK_DISABLED: 'true' },
    })
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return child
  }
}
