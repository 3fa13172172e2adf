import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ExecutorError } from '../../src/errors/index.js'
import {
  HttpExecutor,
  OutputExecutor,
  SimpleExecutor,
  TcpExecutor,
  type HttpOptions,
} from '../../src/index.js'
import { mirakuru, useOwnTmpdir } from '../support/command-line.js'
import { rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { use } from '../support/use.js'

/** What every secret of these tests has in it: with `@`, `/` and `:` before it, where nobody may cut. */
const canary = (number: number): string => `p@ss/w:rd-canary-${number}`
const encoded = (number: number): string => encodeURIComponent(canary(number))
const canaries = /canary-\d+/g

const findCanaries = (text: string): string[] => [...new Set(text.match(canaries))]

/** In every option that can have one. The program prints none of them. */
const secrets = {
  url: `http://user:${encoded(1)}@{host}:{port}/`,
  method: 'POST',
  env: {
    API_TOKEN: canary(2),
    DATABASE_URL: `postgres://user:${canary(3)}@localhost:1/db`,
    PLAIN: canary(4),
  },
  headers: { authorization: `Bearer ${canary(5)}`, cookie: canary(6), 'x-plain': canary(7) },
  body: `{"password":"${canary(8)}"}`,
  healthcheck: ['true', '--token', canary(9), `--secret=${canary(10)}`],
} satisfies HttpOptions
const others = {
  reset: ['true', '--api-key', canary(11)],
  prepare: ['true', '{tmp}', `--password=${canary(12)}`],
}
const args = [
  '--password',
  canary(13),
  `redis://user:${canary(14)}@host:1/0`,
  `API_KEY=${canary(15)}`,
]
const waitOn = [`http-get://user:${canary(16)}@127.0.0.1:1/`, `command:false --token ${canary(17)}`]

const program = (name: string, ...words: string[]): string[] => [
  ...fixture(name, ...words),
  ...args,
]

const exits = ['sh', '-c', 'exit 3', 'sh', ...args]

/** Everything of an error that somebody may see; `log` is what the process has printed. */
function showAll(error: ExecutorError): string {
  const { log: _, ...fields } = Object.fromEntries(
    Object.getOwnPropertyNames(error).map((name) => [name, error[name as keyof ExecutorError]]),
  )
  return inspect([error, fields, error.cause], { showHidden: true, depth: 8 }) + error.message
}

const main = join(import.meta.dirname, '../../dist/command-line/main.js')
/** Ends the process of the run in which it is the command, and waits to be ended for it. */
const crash = `
  const { execFileSync } = require('node:child_process')
  const [{ pid }] = JSON.parse(execFileSync(process.execPath, [process.argv[1], 'ps', '--json']))
  process.kill(pid, 'SIGKILL')
  setInterval(() => undefined, 1_000_000)`

// Each runs `mirakuru`, some of them several times.
describe('No secret is in what leaves a process:', { timeout: 60_000 }, () => {
  let folder: string
  beforeEach(async () => {
    folder = await useOwnTmpdir()
  })

  async function runWith(
    declaration: object,
    command: readonly string[],
  ): Promise<{ readonly printed: string; readonly files: string }> {
    const file = join(folder, 'services.json')
    await writeFile(file, JSON.stringify({ api: { name: 'api', ...declaration } }))
    const env = { NODE_DEBUG: 'mirakuru', MIRAKURU_REPORT: '1', CI: 'true' }
    const { out, err } = await mirakuru(['run', file, '--json', '--', ...command], {
      env,
      cwd: folder,
    })
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    const files = names.filter((each) => each.isFile() && each.name !== 'services.json')
    const texts = files.map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'))
    return { printed: out + err, files: texts.join('\n') }
  }

  test('ps, run, logs, the log of the supervisor, the debugging log and the report', async () => {
    const look = ['ps --json', 'ps', 'logs api', 'doctor services.json --json']
      .map((words) => `"$0" "$1" ${words} & `)
      .join('')
    const { printed, files } = await runWith(
      {
        executor: 'http',
        command: program('listens-http', '{port}', '{host}'),
        ...secrets,
        ...others,
      },
      ['sh', '-c', `${look} wait; echo looked`, process.execPath, main],
    )
    expect(printed).toContain('looked')
    expect(printed).toContain('"command": "')
    expect(files).toContain('supervisor')
    expect(files).toContain('"processes":[')
    expect(findCanaries(printed)).toEqual([])
    expect(findCanaries(files)).toEqual([])
  })

  test('a start that fails, and what wait-on says, in the debugging log', async () => {
    const { printed, files } = await runWith(
      {
        executor: 'simple',
        command: program('lives'),
        env: secrets.env,
        waitOn,
        startTimeout: 8_000,
      },
      ['true'],
    )
    expect(printed).toMatch(/ms: still waiting for /)
    expect(printed).toContain('Cannot start')
    expect(findCanaries(printed)).toEqual([])
    expect(findCanaries(files)).toEqual([])
  })

  test('a crash', async () => {
    const { printed, files } = await runWith(
      { executor: 'simple', command: program('lives'), env: secrets.env, name: 'crashes' },
      [process.execPath, '--eval', crash, main],
    )
    expect(printed).toContain('by SIGKILL')
    expect(findCanaries(printed)).toEqual([])
    expect(findCanaries(files)).toEqual([])
  })
})

describe('No secret is in an error:', () => {
  const { env } = secrets
  test.each([
    ['an exit', () => new SimpleExecutor(exits, { env, waitOn })],
    ['an exit before a banner', () => new OutputExecutor(exits, { env, banner: 'x' })],
    ['a missing program', () => new SimpleExecutor(['no-such-program', ...args], { env })],
    ['a missing folder', () => new SimpleExecutor(program('lives'), { env, cwd: '/nowhere' })],
    ['wait-on', () => new SimpleExecutor(program('lives'), { env, waitOn, startTimeout: 1_000 })],
    [
      'a healthcheck',
      () =>
        new SimpleExecutor(program('lives'), {
          env,
          healthcheck: ['false', '--token', canary(20)],
          startTimeout: 300,
        }),
    ],
    ['a port', () => new TcpExecutor(program('lives'), { env, startTimeout: 300 })],
    [
      'an answer',
      () =>
        new HttpExecutor(program('listens-http', '{port}', '{host}'), {
          ...secrets,
          url: `${secrets.url}status/503`,
          startTimeout: 1_000,
        }),
    ],
  ])('%s', async (_what, make) => {
    const executor = use(make())
    expect(findCanaries(String(executor))).toEqual([])
    const error = await rejectionOf<ExecutorError>(executor.start())
    expect(error.code).toMatch(/^ERR_/)
    expect(findCanaries(showAll(error))).toEqual([])
    await executor.kill()
  })

  test.each([
    ['options', () => new HttpExecutor(args, { ...secrets, port: -1 })],
    ['a command', () => new SimpleExecutor(`x --password '${canary(1)}`, { env })],
    ['a URL', () => new HttpExecutor('x', { url: `http://user:${canary(1)}@{host}:{nothing}/` })],
    ['a waitFor()', () => new SimpleExecutor('x', { waitOn: [''], env, port: 1 } as object)],
  ])('%s', (_what, make) => {
    let error: unknown
    try {
      make()
    } catch (thrown) {
      error = thrown
    }
    expect((error as ExecutorError).code).toBe('ERR_DECLARATION')
    expect(findCanaries(showAll(error as ExecutorError))).toEqual([])
  })

  test('what its output says of what was declared to be secret, while log() has it', async () => {
    const executor = use(
      new SimpleExecutor(['sh', '-c', 'echo "token $API_TOKEN refused"; exit 1'], {
        env,
        healthcheck: 'false',
      }),
    )
    const error = await rejectionOf<ExecutorError & { log: string }>(executor.start())
    expect(error.message).toContain('token … refused')
    expect(error.log).toBe(`token ${canary(2)} refused\n`)
    expect(executor.log()).toBe(error.log)
  })
})
