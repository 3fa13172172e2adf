import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { attemptWaitOn } from '../../src/readiness/index.js'
import { afterTest } from '../support/cleanup.js'
import { reservePort } from '../support/ports.js'
import { serveHttp, serveTcp } from './servers.js'

const patient = new AbortController().signal

beforeAll(async () => {
  await import('wait-on') // takes its time
})

function makePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'readiness-'))
  afterTest(() => rmSync(folder, { recursive: true }))
  return join(folder, 'file')
}

describe('attemptWaitOn()', () => {
  test('is ready when all resources are available', async () => {
    const path = makePath()
    writeFileSync(path, 'content')
    const { port } = await serveTcp()
    const { url } = await serveHttp((_request, response) => response.end())
    const resources = [`tcp:127.0.0.1:${port}`, `file:${path}`, `http-get://${url.host}/`]
    expect(await attemptWaitOn(resources, patient)).toEqual({ ready: true })
  })

  test.each(['tcp', 'file'])('is not ready in its slice of time without a %s', async (kind) => {
    const missing = kind === 'tcp' ? `tcp:127.0.0.1:${await reservePort()}` : `file:${makePath()}`
    const { port } = await serveTcp()
    const attempt = await attemptWaitOn([`tcp:127.0.0.1:${port}`, missing], patient)
    expect(attempt).toMatchObject({ ready: false, reason: expect.stringContaining(missing) })
  })

  test('gives up when its signal is aborted', async () => {
    const missing = `tcp:127.0.0.1:${await reservePort()}`
    const abort = new AbortController()
    const attempt = attemptWaitOn([missing], abort.signal)
    abort.abort()
    expect(await attempt).toMatchObject({ ready: false, reason: `still waiting for ${missing}` })
  })

  test('gives up when its signal was aborted before', async () => {
    const { port } = await serveTcp()
    const resource = `tcp:127.0.0.1:${port}`
    expect(await attemptWaitOn([resource], AbortSignal.abort())).toMatchObject({
      ready: false,
      reason: `still waiting for ${resource}`,
    })
  })
})
