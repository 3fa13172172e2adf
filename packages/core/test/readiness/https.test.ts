import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { describe, expect, test } from 'vitest'
import { attemptHttp, type HttpQuestion } from '../../src/readiness/index.js'
import { listen, serveTcp } from './servers.js'

const patient = new AbortController().signal

// A key and a certificate for localhost that no authority has signed, valid until 2126.
const pem = readFileSync(new URL('../fixtures/tls/self-signed.pem', import.meta.url))
const identity = { key: pem, cert: pem }

function question(insecure: boolean): HttpQuestion {
  const accepts = (status: number): boolean => status === 200
  return { method: 'HEAD', headers: {}, body: undefined, insecure, accepts }
}

async function serve(host: string): Promise<URL> {
  const server = createServer(identity, (_request, response) => response.end())
  const port = await listen(server, { host })
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}/`)
}

describe('attemptHttp() over TLS', () => {
  test.each(['127.0.0.1', '::1'])('accepts any certificate of %s when told so', async (host) => {
    expect(await attemptHttp(await serve(host), question(true), patient)).toEqual({ ready: true })
  })

  test('refuses a self-signed certificate otherwise', async () => {
    expect(await attemptHttp(await serve('127.0.0.1'), question(false), patient)).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/self.signed certificate/),
    })
  })

  test('is not ready, and says why, when the server speaks no TLS', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.end('hello\r\n')))
    expect(
      await attemptHttp(new URL(`https://127.0.0.1:${port}/`), question(true), patient),
    ).toMatchObject({ ready: false, reason: expect.stringMatching(/\S/) })
  })
})
