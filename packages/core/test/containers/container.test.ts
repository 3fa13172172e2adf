import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ContainerExecutor } from '../../src/executors/index.js'
import { afterTest } from '../support/cleanup.js'
import { missingEngine, useDocker } from '../support/engines.js'

type Options = ConstructorParameters<typeof ContainerExecutor>[1]

function make(image: string, options: Options = {}): ContainerExecutor {
  const executor = new ContainerExecutor(image, options)
  afterTest(() => executor.kill())
  return executor
}

/** What a server answers to a line. */
function ask(port: number | undefined, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: port ?? 0, host: '127.0.0.1' })
    socket.write(`${line}\r\n`)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().trim())
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
  })
}

describe.skipIf(missingEngine !== undefined)('ContainerExecutor', () => {
  const docker = useDocker()

  test('start() resolves when the server in the container answers', async () => {
    const redis = make('redis', { port: 6379, url: 'redis://{host}:{port}' })
    await redis.start()
    expect(await ask(redis.port, 'PING')).toBe('+PONG')
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`)
    expect(redis.running()).toBe(true)
    expect(docker.engine.list()).toEqual([redis.id])
    await redis.stop()
    expect(redis.exit).toEqual({ code: 0, signal: null, forced: false })
    expect(redis.log()).toContain('Ready to accept connections')
    expect(docker.engine.list()).toEqual([])
  })
})
