import { createExecutor } from '@mirakuru/core'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { redis } from '../src/index.js'

test('redis() answers its client at its url', async () => {
  await using server = await createExecutor(redis()).start()
  const client = new Redis(server.url)
  expect(await client.set('a', '1')).toBe('OK')
  expect(await client.get('a')).toBe('1')
  client.disconnect()
})

test('redis() refuses options that do not exist', () => {
  expect(() => redis({ versoin: '7' } as object)).toThrow(
    'versoin: unknown option; did you mean "version"?',
  )
})

test('redis() says how to install a version that is missing, when it is started', async () => {
  const server = createExecutor(redis({ version: '<1' }))
  await expect(server.start()).rejects.toThrow(
    /no redis-server of version <1 in .*apt-get install redis-server/s,
  )
})
