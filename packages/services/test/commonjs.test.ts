import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import * as services from '../src/index.js'

test('require() gives the same functions, without any package', () => {
  const script = `
    const services = require('@mirakuru/services')
    const loaded = Object.keys(require.cache).filter((file) => !file.includes('packages/services/dist'))
    console.log(JSON.stringify([Object.keys(services), loaded, services.redis()]))`
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  const [names, loaded, redis] = JSON.parse(stdout) as unknown[]
  expect((names as string[]).toSorted()).toEqual(Object.keys(services).toSorted())
  expect(loaded).toEqual([])
  expect(redis).toEqual(services.redis())
})
