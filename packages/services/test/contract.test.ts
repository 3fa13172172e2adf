import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExecutor, DeclarationError } from '@mirakuru/core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ServiceOptions } from '../src/index.js'
import type { Client, Server } from './support/clients.js'
import { isMissing, table, type Row } from './support/table.js'

const root = mkdtempSync(join(tmpdir(), 'services-'))
const home = process.env['HOME']
const working = readdirSync('.')

beforeAll(() => {
  process.env['HOME'] = root
})

afterAll(() => {
  process.env['HOME'] = home
  rmSync(root, { recursive: true })
})

type Started = ReturnType<typeof createExecutor<'container' | 'external' | 'resource' | 'tcp'>>

async function start(row: Row, options?: ServiceOptions): Promise<Started> {
  const server = createExecutor(row.factory(options))
  onTestFinished(async () => {
    await server.kill()
  })
  return server.start()
}

async function connect(row: Row, server: Started): Promise<Client> {
  const client = await row.connect(server as Server)
  onTestFinished(async () => {
    await client.close()
  })
  return client
}

describe.each(Object.entries(table))('%s()', (_name, row) => {
  const missing = isMissing(row)

  test.skipIf(missing)('answers its client, beside another, and stops with clients', async () => {
    const [server, other] = await Promise.all([start(row), start(row)])
    expect(server.url).toMatch(row.url)
    expect(other.url).not.toBe(server.url)
    const client = await connect(row, server)
    const stranger = await connect(row, other)
    await client.write()
    expect(await client.isWritten()).toBe(true)
    if (row.isStore) expect(await stranger.isWritten()).toBe(false)
    await Promise.all([server.stop(), other.stop()])
    expect([server, other].map(({ exit }) => exit?.forced ?? false)).toEqual([false, false])
    expect(readdirSync(root)).toEqual([])
    expect(readdirSync('.')).toEqual(working)
  })

  test('refuses an option that does not exist', () => {
    const refused = (): unknown => row.factory({ versoin: '1' } as object)
    expect(refused).toThrow(DeclarationError)
    expect(refused).toThrow('unknown option; did you mean "version"?')
  })

  test('says how to install it when it is started without a program', async () => {
    const server = createExecutor(row.factory({ version: '<0.0.1' }))
    await expect(server.start()).rejects.toThrow(row.install)
  })
})
