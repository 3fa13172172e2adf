import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import * as exported from '../src/index.js'

const { listServices } = exported
/** Exports that are no service. */
const others = ['ask', 'declareService', 'dropTo', 'listServices', 'serve', 'writeConfig']

const folder = fileURLToPath(new URL('..', import.meta.url))
const core = dirname(createRequire(import.meta.url).resolve('@mirakuru/core/package.json'))
const command = join(core, 'dist/command-line/main.js')

/** Where services come from with an engine that is there, or is not; npm brings azurite here. */
function listWith(engine: string, path = '/none'): Record<string, string> {
  vi.stubEnv('MIRAKURU_CONTAINER_ENGINE', engine)
  vi.stubEnv('PATH', path)
  try {
    return Object.fromEntries(listServices().map(({ name, from }) => [name, from]))
  } finally {
    vi.unstubAllEnvs()
  }
}

test('listServices() says where each would come from', () => {
  expect(listWith('/no/such/engine')).toMatchObject({ azurite: 'program', valkey: 'nowhere' })
  expect(listWith('/bin/sh')).toMatchObject({ azurite: 'program', valkey: 'image' })
  const missing = listServices().find(({ from }) => from !== 'program')
  expect(missing?.reason).toMatch(/install it with: /)
})

test('listServices() knows all', () => {
  const services = Object.keys(exported).filter((name) => !others.includes(name))
  expect(listServices().map(({ name }) => name)).toEqual(services.toSorted())
})

test('mirakuru doctor tells of them', () => {
  const env = { ...process.env, MIRAKURU_CONTAINER_ENGINE: '/no/such/engine' }
  const output = execFileSync(process.execPath, [command, 'doctor'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  expect(output).toMatch(/✓ Services that are installed: azurite, /)
  expect(output).toMatch(/✓ Services to install before they can\s+start: .*valkey \(apt-get/s)
})
