import { describe, expect, test } from 'vitest'
import { makeResourceId } from '../../src/process/index.js'
import { mirakuru } from '../support/command-line.js'
import { makeContainer } from '../support/containers.js'
import { missingEngine, useDocker } from '../support/engines.js'

/** The name of something whose owner is dead: pid 1 began at another time. */
function makeAbandonedName(): string {
  return makeResourceId().replace(/_[0-9a-z]+_[0-9a-z]+_([0-9a-z]+)$/, '_1_zzz_$1')
}

describe.skipIf(missingEngine !== undefined)('mirakuru doctor', () => {
  const docker = useDocker()

  test('--fix removes what dead runs have left at the engine, and nothing of living ones', async () => {
    const alive = makeContainer('redis', { port: 6379 })
    await alive.start()
    const [container, network, volume] = [1, 2, 3].map(makeAbandonedName)
    const label = ['--label', 'mirakuru=0123456789abcdef']
    docker.engine.run('network', 'create', ...label, network ?? '')
    docker.engine.run('volume', 'create', ...label, volume ?? '')
    const args = ['--network', network ?? '', '--volume', `${volume}:/data`, '--name']
    docker.engine.run('run', '--detach', ...label, ...args, container ?? '', 'tools')
    const found = await mirakuru(['doctor'], { env: docker.engine.environment })
    expect(found.out).toContain('✓ docker answers')
    for (const name of [container, network, volume]) expect(found.out).toContain(name)
    await mirakuru(['doctor', '--fix'], { env: docker.engine.environment })
    expect(docker.engine.list()).toEqual([alive.id])
    expect(docker.engine.run('network', 'ls')).not.toContain('mirakuru')
    expect(docker.engine.run('volume', 'ls')).not.toContain('mirakuru')
  })
})
