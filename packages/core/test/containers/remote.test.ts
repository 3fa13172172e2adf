import { describe, expect, test } from 'vitest'
import { ask, makeContainer } from '../support/containers.js'
import { Docker, missingEngine, useEngine } from '../support/engines.js'

describe.skipIf(missingEngine !== undefined)('With an engine that is reached by TCP', () => {
  const docker = useEngine(() => Docker.start({ isRemote: true }))

  test('{host} is its machine, where the port is published', async () => {
    const redis = makeContainer('redis', { port: 6379, url: 'redis://{host}:{port}' })
    await redis.start()
    const { hostname } = new URL(docker.engine.environment['DOCKER_HOST'] ?? '')
    expect(redis.host).toBe(hostname)
    expect(redis.url).toBe(`redis://${hostname}:${redis.port}`)
    expect(await ask(redis.port, 'PING', hostname)).toBe('+PONG')
    expect((await redis.exec('redis-cli PING')).stdout).toBe('PONG\n')
    await redis.stop()
    expect(docker.engine.list()).toEqual([])
  })
})
