import { execFile } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { attemptHttp, type HttpQuestion } from '../../src/readiness/index.js'
import { eventually, inTime } from '../support/deadline.js'
import { reservePort } from '../support/ports.js'
import { serveHttp, serveTcp } from './servers.js'

const patient = new AbortController().signal

function question(changes: Partial<HttpQuestion> = {}): HttpQuestion {
  return {
    method: 'HEAD',
    headers: {},
    body: undefined,
    insecure: false,
    accepts: (status) => status >= 200 && status <= 299,
    ...changes,
  }
}

describe('attemptHttp()', () => {
  test.each(['127.0.0.1', '::1'])('is ready when a server on %s answers 200', async (host) => {
    const { url, seen } = await serveHttp((_request, response) => response.end(), host)
    expect(await attemptHttp(url, question(), patient)).toEqual({ ready: true })
    expect(seen).toEqual(['HEAD /'])
  })

  test.each([302, 404, 500, 503])('is not ready for %i, and follows nothing', async (status) => {
    const { url, seen } = await serveHttp((_request, response) => {
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    expect(await attemptHttp(new URL('/health', url), question(), patient)).toMatchObject({
      ready: false,
      reason: `HTTP ${status} to HEAD /health`,
    })
    expect(seen).toEqual(['HEAD /health'])
  })

  test('accepts what it is told to accept', async () => {
    const { url } = await serveHttp((_request, response) => response.writeHead(503).end())
    const unavailable = question({ accepts: (status) => status === 503 })
    expect(await attemptHttp(url, unavailable, patient)).toEqual({ ready: true })
  })

  test.each([405, 501])('asks with GET where HEAD is answered %i', async (status) => {
    const { url, seen } = await serveHttp((request, response) => {
      response.writeHead(request.method === 'HEAD' ? status : 200).end()
    })
    expect(await attemptHttp(url, question(), patient)).toEqual({ ready: true })
    expect(seen).toEqual(['HEAD /', 'GET /'])
  })

  test('says what GET was answered after HEAD was refused', async () => {
    const { url } = await serveHttp((request, response) => {
      response.writeHead(request.method === 'HEAD' ? 405 : 404).end()
    })
    expect(await attemptHttp(url, question(), patient)).toMatchObject({
      ready: false,
      reason: 'HTTP 404 to GET /',
    })
  })

  test.each([
    ['the method was chosen', question({ method: 'POST' }), ['POST /']],
    ['405 is what is waited for', question({ accepts: (status) => status === 405 }), ['HEAD /']],
  ])('does not ask with GET where %s', async (_why, asked, requests) => {
    const { url, seen } = await serveHttp((_request, response) => response.writeHead(405).end())
    await attemptHttp(url, asked, patient)
    expect(seen).toEqual(requests)
  })

  test('keeps path and query, and sends headers and body', async () => {
    let received: unknown
    const { url } = await serveHttp((request, response) => {
      const { method, url: target, headers } = request
      void request
        .setEncoding('utf8')
        .toArray()
        .then((body) => {
          received = {
            method,
            target,
            token: headers['x-token'],
            host: headers.host,
            body: body.join(''),
          }
          response.end()
        })
    })
    const asked = question({ method: 'POST', headers: { 'X-Token': 'abc' }, body: '{"a":1}' })
    await attemptHttp(new URL('/a%20b?deep=1&x=%20y', url), asked, patient)
    expect(received).toEqual({
      method: 'POST',
      target: '/a%20b?deep=1&x=%20y',
      token: 'abc',
      host: url.host,
      body: '{"a":1}',
    })
  })

  test('does not wait for the body of the answer, and hangs up', async () => {
    let answer: ServerResponse | undefined
    const { url } = await serveHttp((_request, response) => {
      answer = response
      response.write('the first of many')
    })
    const attempt = attemptHttp(url, question({ method: 'GET' }), patient)
    expect(await inTime({ what: 'the attempt' }, attempt)).toEqual({ ready: true })
    await eventually({ what: 'the end of the connection' }, () => answer?.destroyed)
  })

  test('is not put off by an interim answer', async () => {
    const { url } = await serveHttp((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.end()
    })
    expect(await attemptHttp(url, question(), patient)).toEqual({ ready: true })
  })

  test('gives up on a mute server when its signal is aborted, and hangs up', async () => {
    let isClosed = false
    let isAsked = false
    const { port } = await serveTcp((socket) => {
      socket.once('data', () => (isAsked = true)).once('close', () => (isClosed = true))
    })
    const abort = new AbortController()
    const url = new URL(`http://127.0.0.1:${port}/health?x=1`)
    const attempt = attemptHttp(url, question(), abort.signal)
    await eventually({ what: 'the request' }, () => isAsked)
    abort.abort()
    expect(await attempt).toMatchObject({
      ready: false,
      reason: `connected to 127.0.0.1:${port}, no answer to HEAD /health`,
    })
    await eventually({ what: 'the end of the connection' }, () => isClosed)
  })

  test('does not claim a connection that was never made', async () => {
    const { url, seen } = await serveHttp((_request, response) => response.end())
    expect(await attemptHttp(url, question(), AbortSignal.abort())).toMatchObject({
      ready: false,
      reason: `no answer to the connect to ${url.host}`,
    })
    expect(seen).toEqual([])
  })

  test.each([
    ['hangs up', ''],
    ['speaks something else', '220 mail ESMTP\r\n'],
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
  ])('is not ready, and says why, when the server %s', async (_what, text) => {
    const { port } = await serveTcp((socket) => {
      socket.once('data', () => socket.end(text))
    })
    const attempt = attemptHttp(new URL(`http://127.0.0.1:${port}/`), question(), patient)
    expect(await inTime({ what: 'the attempt' }, attempt)).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/\S/),
    })
  })

  test('says that the server refused', async () => {
    const port = await reservePort()
    expect(
      await attemptHttp(new URL(`http://127.0.0.1:${port}/`), question(), patient),
    ).toMatchObject({
      ready: false,
      reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
    })
  })

  test('never asks a proxy', async () => {
    const proxy = await serveHttp((_request, response) => response.end())
    const port = await reservePort()
    const script = `
      const { attemptHttp } = await import(${JSON.stringify(new URL('../../dist/readiness/index.js', import.meta.url).href)})
      const question = { method: 'HEAD', headers: {}, insecure: false, accepts: () => true }
      const attempt = await attemptHttp(new URL('http://127.0.0.1:${port}/'), question, new AbortController().signal)
      console.log(JSON.stringify(attempt))`
    const address = proxy.url.href
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      {
        env: {
          ...process.env,
          HTTP_PROXY: address,
          http_proxy: address,
          ALL_PROXY: address,
          NO_PROXY: '',
          NODE_USE_ENV_PROXY: '1',
        },
      },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      ready: false,
      reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
    })
    expect(proxy.seen).toEqual([])
  })
})
