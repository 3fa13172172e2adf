import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findEngineHost } from '../../src/lifecycle/engine-host.js'
import { makeFolder } from '../support/fixtures.js'

describe('findEngineHost()', () => {
  test.each([
    ['unix:///var/run/docker.sock', undefined],
    ['tcp://127.0.0.1:2375', undefined],
    ['tcp://[::1]:2375', undefined],
    ['tcp://build.example:2376', 'build.example'],
    ['ssh://me@build.example', 'build.example'],
    ['ssh://me@10.0.0.7:22/run/podman.sock', '10.0.0.7'],
  ])('of %s is %s', (address, host) => {
    const environment = { HOME: '/nonexistent' }
    expect(findEngineHost([], { ...environment, DOCKER_HOST: address })).toBe(host)
    expect(findEngineHost(['docker', '-H', address], environment)).toBe(host)
  })

  test('is that of the context in use', async () => {
    const folder = await makeFolder()
    const digest = createHash('sha256').update('far').digest('hex')
    mkdirSync(join(folder, 'contexts/meta', digest), { recursive: true })
    const meta = { Name: 'far', Endpoints: { docker: { Host: 'ssh://far.example' } } }
    writeFileSync(join(folder, 'contexts/meta', digest, 'meta.json'), JSON.stringify(meta))
    expect(findEngineHost([], { DOCKER_CONFIG: folder })).toBeUndefined()
    expect(findEngineHost([], { DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'far' })).toBe('far.example')
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: 'far' }))
    expect(findEngineHost([], { DOCKER_CONFIG: folder })).toBe('far.example')
  })
})
