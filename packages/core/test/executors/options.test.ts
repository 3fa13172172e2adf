import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createExecutor,
  HttpExecutor,
  OutputExecutor,
  SimpleExecutor,
  tcpExecutor,
  TcpExecutor,
  UnixSocketExecutor,
} from '../../src/index.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { use } from '../support/use.js'

interface Situation {
  readonly args: string[]
  readonly cwd: string
  readonly env: Record<string, string>
}

async function readSituation(executor: SimpleExecutor): Promise<Situation> {
  await use(executor).start()
  const [json] = await executor.waitForOutput(/^\{.*\}$/)
  return JSON.parse(json) as Situation
}

describe('Placeholders', () => {
  test('are filled in command, args, env and url', async () => {
    const executor = new HttpExecutor(fixture('listens-http', '{port}'), {
      name: 'api',
      ports: ['metrics'],
      url: 'http://{host}:{port}/x?worker={worker}',
      env: { A: '{name} {host} {port} {ports.metrics} {url}', T: '{tmp}', N: '7', B: 'true' },
    })
    await use(executor).start()
    const { port, tmp = '', url, env } = executor
    const metrics = /^api 127\.0\.0\.1 \d+ (\d+) http/.exec(env['A'] ?? '')?.[1]
    expect(executor.args.at(-1)).toBe(String(port))
    expect(executor.command).toBe(executor.args.join(' '))
    expect(executor.ports).toEqual({ metrics: Number(metrics) })
    expect(Number(metrics)).toBeGreaterThan(0)
    expect(Number(metrics)).not.toBe(port)
    expect(env).toEqual({ A: `api 127.0.0.1 ${port} ${metrics} ${url}`, T: tmp, N: '7', B: 'true' })
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/x\\?worker=\\d+$`))
  })

  test('reach the process as one argument each, whatever is in them', async () => {
    const executor = new SimpleExecutor(
      [...fixture('prints-its-situation'), '{name}', 'a {{b}} c', '{tmp}/x'],
      { name: `it's "my" $HOME name` },
    )
    const { args } = await readSituation(executor)
    expect(args).toEqual([`it's "my" $HOME name`, 'a {b} c', `${executor.tmp}/x`])
  })

  test('{tmp} is a private folder that is removed', async () => {
    const executor = use(new SimpleExecutor(['sh', '-c', 'mkdir -p {tmp}/a/b; exec sleep 1000']))
    await executor.start()
    const tmp = executor.tmp as string
    expect(statSync(tmp).mode & 0o777).toBe(0o700)
    await executor.stop()
    expect(existsSync(tmp)).toBe(false)
  })

  test('{tmp} is not made when nothing names it', async () => {
    const executor = use(new SimpleExecutor('sleep 1000'))
    await executor.start()
    expect(executor.tmp).toBeUndefined()
  })

  test('{socket} is the path that is waited for', async () => {
    const executor = use(
      new UnixSocketExecutor(fixture('listens-on-unix-socket', '{socket}'), {
        socketPath: '{tmp}/{name}.sock',
        name: 'app',
      }),
    )
    await executor.start()
    expect(executor.socketPath).toBe(`${executor.tmp}/app.sock`)
    expect(executor.args.at(-1)).toBe(executor.socketPath)
  })

  test('{socket} of a process that runs elsewhere is where it is found from here', async () => {
    const cwd = await makeFolder()
    const command = fixture('listens-on-unix-socket', '{socket}')
    const executor = use(new UnixSocketExecutor(command, { cwd, socketPath: 'socket' }))
    await executor.start()
    expect(executor.socketPath).toBe(join(cwd, 'socket'))
    expect(executor.args.at(-1)).toBe('socket')
  })

  test('in a shell command are quoted', async () => {
    const executor = use(
      new OutputExecutor('echo "<"{name}">" && exec sleep 1000', {
        shell: true,
        name: `two  words; 'quoted'`,
        banner: />/,
      }),
    )
    await executor.start()
    expect(executor.output()).toBe(`<two  words; 'quoted'>\n`)
  })
})

describe('Options', () => {
  test('env is merged over the environment of this process, and removes what is undefined', async () => {
    process.env['MIRAKURU_TEST_REMOVED'] = 'x'
    process.env['MIRAKURU_TEST_KEPT'] = 'kept'
    const { env } = await readSituation(
      new SimpleExecutor(fixture('prints-its-situation'), {
        env: { MIRAKURU_TEST_REMOVED: undefined, ADDED: 'added', MIRAKURU_ID: 'mine' },
      }),
    )
    delete process.env['MIRAKURU_TEST_REMOVED']
    delete process.env['MIRAKURU_TEST_KEPT']
    expect(env).toMatchObject({ MIRAKURU_TEST_KEPT: 'kept', ADDED: 'added' })
    expect(env).not.toHaveProperty('MIRAKURU_TEST_REMOVED')
    expect(env['MIRAKURU_ID']).toMatch(/^[0-9a-f]+:\d+$/)
  })

  test('cwd is where the process runs', async () => {
    const folder = await makeFolder()
    const executor = new SimpleExecutor(fixture('prints-its-situation'), { cwd: folder })
    expect(basename((await readSituation(executor)).cwd)).toBe(basename(folder))
  })

  test('stdin: pipe gives a writable end, and none by default', async () => {
    const executor = use(new SimpleExecutor(fixture('echoes-stdin'), { stdin: 'pipe' }))
    await executor.start()
    await executor.waitForOutput('ready')
    executor.stdin?.write('hello\n')
    await executor.waitForOutput('hello')
    const other = use(new SimpleExecutor('sleep 1000'))
    await other.start()
    expect(other.stdin).toBeUndefined()
  })

  test('shell runs pipes and lists, in the shell that is named', async () => {
    const executor = use(
      new OutputExecutor('echo a | tr a b; echo $BASH_VERSION; exec sleep 1000', {
        shell: '/bin/bash',
        banner: /^b\n\d/,
      }),
    )
    await executor.start()
    expect(executor.toString()).toBe(
      'OutputExecutor: "echo a | tr a b; echo $BASH_VERSION; exec sleep 1000"',
    )
  })

  test('ports are released once the executor is stopped and can be had again', async () => {
    const executor = use(
      new SimpleExecutor('sleep 1000', { ports: ['a', 'b'], env: { A: '{ports.a}' } }),
    )
    await executor.start()
    const before = executor.env['A']
    await executor.stop()
    await executor.start()
    expect(executor.env['A']).toBe(before)
  })
})

describe('toString()', () => {
  test('names class and command', () => {
    const executor = new TcpExecutor('redis-server --port 6399', { port: 6399 })
    expect(executor.toString()).toBe('TcpExecutor: "redis-server --port 6399"')
    expect(String(new SimpleExecutor(['a', 'b c']))).toBe(`SimpleExecutor: "a 'b c'"`)
  })

  test('shows what it was started with once that is known', async () => {
    const executor = use(createExecutor(tcpExecutor(fixture('listens-late', '{port}'))))
    expect(String(executor)).toContain('{port}')
    await executor.start()
    expect(String(executor)).toBe(`TcpExecutor: "${executor.args.join(' ')}"`)
    expect(String(executor)).toContain(` ${executor.port}"`)
  })
})
