import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { attemptHttp, type HttpQuestion } from '../../src/readiness/index.js'
import { listen, serveTcp } from './servers.js'

const patient = new AbortController().signal
let identity: { key: Buffer; cert: Buffer }

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'readiness-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const files = ['-keyout', key, '-out', cert]
  execFileSync(
    'openssl',
    ['req', '-x509', ...algorithm, ...files, '-days', '2', '-subj', '/CN=localhost'],
    { stdio: 'pipe' },
  )
  identity = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
})

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
    expect(await attemptHttp(await serve('127.0.0.1'), question(false), patient)).toEqual({
      ready: false,
      reason: expect.stringMatching(/self.signed certificate/),
    })
  })

  test('is not ready, and says why, when the server speaks no TLS', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.end('hello\r\n')))
    expect(
      await attemptHttp(new URL(`https://127.0.0.1:${port}/`), question(true), patient),
    ).toEqual({ ready: false, reason: expect.stringMatching(/\S/) })
  })
})
