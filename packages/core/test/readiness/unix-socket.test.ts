import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { attemptUnixSocket } from '../../src/readiness/index.js'
import { afterTest } from '../support/cleanup.js'
import { listen } from './servers.js'

const patient = new AbortController().signal

function makePath(name = 'app.sock'): string {
  const folder = mkdtempSync(join(tmpdir(), 'readiness-'))
  afterTest(() => rmSync(folder, { recursive: true }))
  return join(folder, name)
}

describe('attemptUnixSocket()', () => {
  test('is ready when the socket accepts a connection', async () => {
    const path = makePath()
    await listen(createServer(), { path })
    expect(await attemptUnixSocket(path, patient)).toEqual({ ready: true })
  })

  test('says that there is no socket', async () => {
    const path = makePath()
    expect(await attemptUnixSocket(path, patient)).toMatchObject({
      ready: false,
      reason: `connect ENOENT ${path}`,
    })
  })

  test('is not ready for a file that is no socket', async () => {
    const path = makePath()
    writeFileSync(path, 'a file')
    const attempt = await attemptUnixSocket(path, patient)
    expect(attempt).toMatchObject({ ready: false, reason: expect.stringContaining(path) })
  })

  test('is not ready, and says why, for a path that is too long for a socket', async () => {
    const path = makePath('x'.repeat(150))
    const attempt = await attemptUnixSocket(path, patient)
    expect(attempt).toMatchObject({ ready: false, reason: expect.stringMatching(/\S/) })
  })

  test('does not connect when its signal was aborted before', async () => {
    const path = makePath()
    await listen(createServer(), { path })
    expect(await attemptUnixSocket(path, AbortSignal.abort())).toMatchObject({ ready: false })
  })
})
