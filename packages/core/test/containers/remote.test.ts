import { beforeAll, describe, expect, test } from 'vitest'
import { tcpExecutor } from '../../src/declaration.js'
import { beOwnRun, hold, endRunAfterTest, useClient } from '../support/clients.js'
import { makeContainer } from '../support/containers.js'
import { rejectionOf } from '../support/deadline.js'
import { Docker, missingEngine, useEngine } from '../support/engines.js'
import { containerExecutor } from '../../src/declaration.js'
import { describeContainers } from './contract.js'
import { describeFailures } from './failures.js'

beforeAll(beOwnRun)

describe.skipIf(missingEngine !== undefined)('With an engine on another machine', () => {
  const docker = useEngine(() => Docker.start({ isRemote: true }))

  describe('a container', () => describeContainers(docker, { isRemote: true }))
  describe('of what goes wrong:', () => describeFailures(docker))

  test('{host} is its machine, where the port is published', async () => {
    const redis = makeContainer('redis', { port: 6379, url: 'redis://{host}:{port}' })
    await redis.start()
    const { hostname } = new URL(docker.engine.environment['DOCKER_HOST'] ?? '')
    expect(redis.host).toBe(hostname)
    expect(redis.url).toBe(`redis://${hostname}:${redis.port}`)
    expect((await redis.exec('redis-cli PING')).stdout).toBe('PONG\n')
  })

  test('a container cannot refer to a server of this machine', async () => {
    endRunAfterTest()
    const processes = {
      db: tcpExecutor('redis-server --port {port} --bind 127.0.0.1 --save "" --dir {tmp}'),
      asker: containerExecutor('redis', { args: 'sleep 1000', env: { DB: '{db.port}' } }),
    }
    const units = { test: 'a', file: 'b' }
    const asker = hold(useClient(), { processes, name: 'asker', units })
    expect((await rejectionOf(asker.start())).message).toMatch(
      /cannot reach; make that a container/,
    )
  })
})
