import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { containerExecutor } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { endRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { ask, makeContainer } from '../support/containers.js'
import { eventually } from '../support/deadline.js'
import type { TestEngine } from '../support/engines.js'
import { makeFolder } from '../support/fixtures.js'
import { expectNoKeeper, stopKept } from '../support/keepers.js'

/** What holds of containers that live longer, or begin earlier, than a test. */
export function describeLifetimes(docker: { readonly engine: TestEngine }): void {
  test('spares are started in advance, and removed with the run', async () => {
    endRunAfterTest()
    const redis = containerExecutor('redis', { port: 6379, scope: 'test', spares: 1 })
    const client = useClient()
    const first = await holdOne(client, redis, { test: '1' }).start()
    await eventually(
      { what: 'a spare' },
      () => docker.engine.list(),
      (names) => names.length === 2,
    )
    await first.release()
    const second = await holdOne(client, redis, { test: '2' }).start()
    expect(second.id).not.toBe(first.id)
    expect(await ask(second.port, 'PING')).toBe('+PONG')
    await endRun()
    expect(docker.engine.list()).toEqual([])
  })

  test('a container that is kept is found by the next run', async () => {
    endRunAfterTest()
    vi.stubEnv('CI', '') // where nothing is kept
    afterTest(() => vi.unstubAllEnvs())
    const folder = await makeFolder()
    const redis = containerExecutor('redis', { port: 6379, scope: 'run', keep: 60_000 })
    const take = () => hold(useClient(), { processes: { redis }, name: 'redis', folder }).start()
    const first = await take()
    const { id } = first
    await endRun()
    expect(docker.engine.list()).toEqual([id])
    const second = await take()
    expect(second.id).toBe(id)
    expect(await ask(second.port, 'PING')).toBe('+PONG')
    expect((await second.exec('redis-cli PING')).stdout).toBe('PONG\n')
    await endRun()
    await stopKept(folder)
    await expectNoKeeper(folder)
    await eventually(
      { what: 'no container' },
      () => docker.engine.list(),
      (names) => names.length === 0,
    )
  })

  test('its private folder is mounted where it is named', async () => {
    const writer = makeContainer('tools', {
      args: ['sh', '-c', 'echo here > {tmp}/file; echo ready; exec sleep 1000'],
      user: '1000',
      banner: 'ready',
    })
    await writer.start()
    const { tmp = '' } = writer
    expect(existsSync(join(tmp, 'file'))).toBe(true)
    await writer.kill()
    expect(existsSync(tmp)).toBe(false)
  })
}
