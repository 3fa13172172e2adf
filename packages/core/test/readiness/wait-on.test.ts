import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { attemptWaitOn } from '../../src/readiness/index.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { afterTest } from '../support/cleanup.js'
import { inTime, measure } from '../support/deadline.js'
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
    expect(await attemptWaitOn(resources, patient, 5_000)).toEqual({ ready: true })
  })

  test.each(['tcp', 'file'])('is not ready in its slice of time without a %s', async (kind) => {
    const missing = kind === 'tcp' ? `tcp:127.0.0.1:${await reservePort()}` : `file:${makePath()}`
    const { port } = await serveTcp()
    const attempt = await attemptWaitOn([`tcp:127.0.0.1:${port}`, missing], patient, 1_000)
    expect(attempt).toMatchObject({ ready: false, reason: expect.stringContaining(missing) })
  })

  test('waits for a slow resource as long as the attempt may take', async () => {
    const { url } = await serveHttp((_request, response) => {
      setTimeout(() => response.end(), 1_300)
    })
    const resource = `http-get://${url.host}/`
    expect(await attemptWaitOn([resource], patient, 10_000)).toEqual({ ready: true })
  })

  test('says when it is aborted which resources are missing', async () => {
    const seen = createDeferred()
    const { port } = await serveTcp((socket) => socket.resume().on('end', seen.resolve))
    const missing = `tcp:127.0.0.1:${await reservePort()}`
    const abort = new AbortController()
    const attempt = attemptWaitOn([`tcp:127.0.0.1:${port}`, missing], abort.signal, 5_000)
    await inTime({ what: 'a connection that was seen and closed' }, seen.promise)
    abort.abort()
    expect(await attempt).toEqual({ ready: false, reason: `still waiting for ${missing}` })
  })

  test('does not wait for a slow resource when its signal is aborted', async () => {
    const asked = createDeferred()
    const { url } = await serveHttp(() => asked.resolve())
    const resource = `http-get://${url.host}/`
    const abort = new AbortController()
    const attempt = attemptWaitOn([resource], abort.signal, 5_000)
    await inTime({ what: 'the request' }, asked.promise)
    const elapsed = measure(() => attempt)
    abort.abort()
    expect(await attempt).toEqual({ ready: false, reason: `still waiting for ${resource}` })
    expect(await elapsed).toBeLessThan(4_000)
  })

  test('gives up when its signal is aborted', async () => {
    const missing = `tcp:127.0.0.1:${await reservePort()}`
    const abort = new AbortController()
    const attempt = attemptWaitOn([missing], abort.signal, 1_000)
    abort.abort()
    expect(await attempt).toMatchObject({ ready: false, reason: `still waiting for ${missing}` })
  })

  test('gives up when its signal was aborted before', async () => {
    const { port } = await serveTcp()
    const resource = `tcp:127.0.0.1:${port}`
    expect(await attemptWaitOn([resource], AbortSignal.abort(), 1_000)).toMatchObject({
      ready: false,
      reason: `still waiting for ${resource}`,
    })
  })
})
