// Every entry, as a user of it writes it.
import { createExecutor, HttpExecutor, tcpExecutor } from '@mirakuru/core'
import { serveAgent } from '@mirakuru/core/agent'
import { ExecutorError, TimeoutExpiredError } from '@mirakuru/core/errors'
import { useProcess as useInJest } from '@mirakuru/jest-environment'
import { startProcess, useProcess as useInNode } from '@mirakuru/node-test'
import { httpExecutor as declareHttp, processes } from '@mirakuru/playwright'
import { postgres, redis } from '@mirakuru/services'
import { postgres as postgresFixture } from '@mirakuru/services/vitest'
import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { test as basePlaywright } from '@playwright/test'
import nodeTest from 'node:test'
import { test as base } from 'vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [mirakuru({ processes: { cache: redis({ scope: 'run' }), db: postgres() } })],
})

export const test = base.extend({
  db: postgresFixture({ migrate: 'npm run migrate', spares: 1 }),
  api: httpExecutor('node api.js', { env: { PORT: '{port}' } }),
})

test('has types', async ({ api, db }) => {
  const url: string = api.url
  const address: string = db.url
  const isRunning: boolean = await api.running()
  return void [url, address, isRunning]
})

export const playwright = basePlaywright.extend(processes({ api: declareHttp('node api.js') }))
playwright('has types', ({ api }) => void new URL(api.url).port.length)

void nodeTest('has types', async (t) => {
  const cache = await startProcess(t, redis())
  return void cache.pid?.toFixed()
})

export async function runScript(): Promise<number> {
  await using server = await new HttpExecutor('node api.js').start()
  const cache = createExecutor(tcpExecutor('redis-server --port {port}'))
  try {
    await cache.start()
  } catch (error) {
    if (error instanceof TimeoutExpiredError) return error.timeout
    if (error instanceof ExecutorError) return error.message.length
  }
  return server.port + cache.port
}

export const used = [useInJest, useInNode, useProcess, serveAgent]
