import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpExecutor, pidExecutor } from '@mirakuru/vitest-plugin'
import { afterAll, describe, expect, test as base } from 'vitest'
import { findService } from './service.js'

const nginx = findService('nginx', 'nginx-light')
const pages = mkdtempSync(join(tmpdir(), 'nginx-e2e-'))
writeFileSync(join(pages, 'index.html'), '<h1>it works</h1>\n')
chmodSync(pages, 0o755) // the workers of nginx are somebody else
afterAll(() => rmSync(pages, { recursive: true, force: true }))

const config = `
pid {tmp}/nginx.pid;
error_log stderr;
events {{ }}
http {{
  access_log off;
  server {{ listen 127.0.0.1:{port}; root ${pages}; }}
}}`
const script =
  'printf %s "$1" >"$2/nginx.conf" && exec "$0" -p "$2" -c nginx.conf -e stderr -g "$3"'
const command = ['sh', '-c', script, nginx ?? '', config, '{tmp}']

const test = base.extend({
  web: httpExecutor([...command, 'daemon off;'], { name: 'nginx', scope: 'file' }),
  daemon: pidExecutor([...command, ''], { name: 'nginx daemon', filename: '{tmp}/nginx.pid' }),
})

describe.skipIf(nginx === undefined)('nginx', () => {
  test('serves a page as soon as it is ready', async ({ web }) => {
    const answer = await fetch(web.url)
    expect(await answer.text()).toContain('it works')
  })

  test('says 404 for what it does not have', async ({ web }) => {
    expect((await fetch(new URL('/missing', web.url))).status).toBe(404)
  })

  test('is ready as a daemon when its pid file is there, and dies as a whole', async ({
    daemon,
  }) => {
    expect(await daemon.running()).toBe(true)
    const answer = await fetch(`http://127.0.0.1:${daemon.port}/`)
    expect(answer.status).toBe(200)
    await daemon.stop()
    expect(await daemon.running()).toBe(false)
    await expect(fetch(`http://127.0.0.1:${daemon.port}/`)).rejects.toThrow('fetch failed')
  })
})
