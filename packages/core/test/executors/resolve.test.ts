import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseOptions } from '../../src/declaration/parse.js'
import { Allocation } from '../../src/lifecycle/allocation.js'
import { resolveOptions, type ResolvedOptions } from '../../src/lifecycle/resolve.js'
import { currentContext } from '../../src/lifecycle/start-context.js'
import { HttpExecutor, OutputExecutor } from '../../src/index.js'
import { use } from '../support/use.js'

type Kind = Parameters<typeof parseOptions>[0]

async function resolve(
  kind: Kind,
  command: string | string[],
  options: object = {},
): Promise<ResolvedOptions> {
  const parsed = parseOptions(kind, command, options)
  const allocation = await Allocation.make(parsed)
  allocation.releasePorts()
  await allocation.removeTmp()
  return resolveOptions(parsed, allocation, currentContext())
}

describe('resolveOptions()', () => {
  test('fills a host, and what names it', async () => {
    const { host, url, env } = await resolve('http', 'serve', {
      host: '127.0.0.{worker}',
      env: { URL: '{url}' },
    })
    expect(host).toMatch(/^127\.0\.0\.\d+$/)
    expect(url).toMatch(new RegExp(`^http://${host}:\\d+/$`))
    expect(env['URL']).toBe(url)
  })

  test('takes a value in a banner for itself, not for a pattern', async () => {
    const { banner } = await resolve('output', 'serve', {
      name: 'a.b (c)',
      banner: 'ready: {name}$',
    })
    expect(banner).toBe('ready: a\\.b \\(c\\)$')
  })

  test('never makes two arguments of one value', async () => {
    const name = "two words; it's $HOME"
    const { args } = await resolve('simple', 'echo {name}', { name })
    expect(args).toEqual(['echo', name])
    const shell = await resolve('simple', 'echo {name}', { name, shell: true })
    expect(shell.args).toEqual([`echo 'two words; it'\\''s $HOME'`])
  })
})

test(
  'the private folder belongs to the user that the process runs as',
  { skip: process.getuid?.() !== 0 },
  async () => {
    const nobody = 65_534
    const executor = use(
      new OutputExecutor(['sh', '-c', 'touch {tmp}/file && echo done; exec sleep 1000'], {
        banner: 'done',
        uid: nobody,
        gid: nobody,
      }),
    )
    await executor.start()
    expect(statSync(executor.tmp ?? '')).toMatchObject({ uid: nobody, gid: nobody })
    expect(statSync(executor.tmp ?? '').mode & 0o777).toBe(0o700)
  },
)

test('HttpExecutor takes a global RegExp for a status as often as it has to', async () => {
  const server =
    "require('http').createServer((q, r) => r.end()).listen(process.argv[1], '127.0.0.1')"
  const status = /^2/g
  status.lastIndex = 3
  const executor = use(new HttpExecutor([process.execPath, '-e', server, '{port}'], { status }))
  await executor.start()
  expect(executor.running()).toBe(true)
})
