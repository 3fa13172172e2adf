// Checked by the compiler alone.
import { defineConfig, expect, test as base } from '@playwright/test'
import {
  httpExecutor,
  outputExecutor,
  processes,
  tcpExecutor,
  unixSocketExecutor,
  withProcesses,
  type Handle,
  type HttpHandle,
  type TcpHandle,
  type UnixSocketHandle,
} from '../src/index.js'

const services = {
  db: tcpExecutor('db {port}'),
  vite: outputExecutor('vite', { banner: /Local/ }),
  app: unixSocketExecutor('app {socket}', { socketPath: '{tmp}/socket' }),
}

interface Options {
  readonly flavour: string
}

export default [
  defineConfig(withProcesses(services)),
  defineConfig(withProcesses(services, { baseURL: 'db', use: { trace: 'on' } })),
  defineConfig<Options>(withProcesses(services, { use: { flavour: 'sweet' } })),
  // @ts-expect-error -- there is no such process
  withProcesses(services, { baseURL: 'apu' }),
  // @ts-expect-error -- there is no such value
  withProcesses(services, { use: { trace: 'sometimes' } }),
]

const configured = base.extend(processes<typeof services>())
const test = configured
  .extend(processes({ api: httpExecutor('api {db.port}') }))
  .extend<{ answer: string }, { address: string }>({
    answer: async ({ api, page }, use) => use(`${api.url} ${page.url()}`),
    address: [async ({ db }, use) => use(`${db.host}:${db.port}`), { scope: 'worker' }],
    baseURL: async ({ api }, use) => use(api.url),
  })

test('knows the handle of every kind', ({ db, vite, app, api, answer, address }) => {
  const handles: [TcpHandle, Handle, UnixSocketHandle, HttpHandle] = [db, vite, app, api]
  const texts: [string, string, string | undefined] = [answer, address, vite.url]
  expect([handles, texts]).toHaveLength(2)
})

// @ts-expect-error -- there is no such process
configured('knows no others', ({ api }) => expect(api).toBeDefined())

// Variables for tests are texts, or removed.
withProcesses({}, { env: { URL: '{db.url}', GONE: null } })
// @ts-expect-error a number is no text
withProcesses({}, { env: { PORT: 1 } })
