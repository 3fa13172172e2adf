import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
import {
  describeRendezvous,
  readStartTime,
  type Rendezvous,
} from '../../src/protocol/rendezvous.js'
import { afterTest } from '../support/cleanup.js'
import { makeFolder } from '../support/fixtures.js'
import { lookAt } from '../support/processes.js'

const dist = new URL('../../dist/protocol/index.js', import.meta.url).href
const prelude = `
  import { fork } from 'node:child_process'
  import { Worker } from 'node:worker_threads'
  import { findRendezvous, nameRunner } from ${JSON.stringify(dist)}
`
/** Prints the runner that this process or thread finds. */
const tell = `process.stdout.write(findRendezvous().runner.pid + ' ')\n`

interface StartContext {
  readonly env?: Readonly<Record<string, string>>
  /** Whether it has a channel to its parent, as what is forked has. */
  readonly hasChannel?: boolean
}

const ownVariables = {
  VITEST_POOL_ID: undefined,
  VITEST_WORKER_ID: undefined,
  JEST_WORKER_ID: undefined,
  TEST_PARALLEL_INDEX: undefined,
  MIRAKURU_RUNNER: undefined,
  NODE_TEST_CONTEXT: undefined,
}

/** Runs a module in a process whose parent is this one. */
function runModule(source: string, { env, hasChannel }: StartContext): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', prelude + source], {
    env: { ...process.env, ...ownVariables, ...env },
    stdio: ['ignore', 'pipe', 'inherit', ...(hasChannel ? ['ipc' as const] : [])],
  })
  afterTest(() => child.kill('SIGKILL'))
  return child
}

/** Whom the process takes for its runner. */
async function findRunnerOf(context: StartContext, source = tell): Promise<unknown[]> {
  const child = runModule(source, context)
  const told = (await text(child.stdout as NodeJS.ReadableStream)).trim().split(' ')
  const names = new Map<number | undefined, string>([
    [process.pid, 'its parent'],
    [child.pid, 'itself'],
  ])
  return told.map((pid) => names.get(Number(pid)) ?? pid)
}

describe('findRendezvous()', () => {
  const parent = String(process.pid)

  test.each<[string, string, StartContext]>([
    ['a process', 'itself', {}],
    ['a worker of Vitest', 'its parent', { hasChannel: true, env: { VITEST_POOL_ID: '1' } }],
    ['a worker of Jest', 'its parent', { hasChannel: true, env: { JEST_WORKER_ID: '1' } }],
    [
      'a worker of Playwright',
      'its parent',
      { hasChannel: true, env: { TEST_PARALLEL_INDEX: '0' } },
    ],
    [
      'a worker whose runner named itself',
      'its parent',
      { hasChannel: true, env: { MIRAKURU_RUNNER: parent } },
    ],
    ['a test file of Node', 'its parent', { env: { NODE_TEST_CONTEXT: 'child-v8' } }],
    ['a process that was forked by no runner', 'itself', { hasChannel: true }],
    ['what a worker spawned', 'itself', { env: { VITEST_POOL_ID: '1' } }],
    ['what a runner that named itself spawned', 'itself', { env: { MIRAKURU_RUNNER: parent } }],
    [
      'what a worker forked whose runner named itself',
      'itself',
      { hasChannel: true, env: { MIRAKURU_RUNNER: '1' } },
    ],
    ['a process that was told nonsense', 'itself', { env: { MIRAKURU_RUNNER: 'x' } }],
  ])('lets %s meet at %s', async (_who, where, context) => {
    expect(await findRunnerOf(context)).toEqual([where])
  })

  test('lets a test file of Node that somebody else took in meet at itself', async () => {
    const source = `${prelude}process.stdout.write(String(findRendezvous().runner.pid === process.pid))`
    const node = [process.execPath, '--input-type=module', '--eval', source]
    const child = spawn('sh', ['-c', '"$0" "$@"; exit $?', ...node], {
      env: { ...process.env, ...ownVariables, NODE_TEST_CONTEXT: 'child-v8' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(await text(child.stdout)).toBe('true')
  })

  test('lets threads meet where their process does', async () => {
    const inThread = `
      import { findRendezvous } from ${JSON.stringify(dist)}
      import { writeSync } from 'node:fs'
      writeSync(1, findRendezvous().runner.pid + ' ')
    `
    const source = `
      new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(inThread)})))
    `
    expect(await findRunnerOf({}, tell + source)).toEqual(['itself', 'itself'])
    expect(await findRunnerOf({}, `nameRunner()\n${tell}${source}`)).toEqual(['itself', 'itself'])
  })

  test('lets those meet that a runner forks after it has named itself', async () => {
    const inWorker = `import { findRendezvous } from ${JSON.stringify(dist)}\n${tell}`
    const script = join(await makeFolder(), 'worker.mjs')
    writeFileSync(script, inWorker)
    const forkOne = `fork(${JSON.stringify(script)}, { execArgv: [] })\n`
    const source = `nameRunner()\n${tell}${forkOne}${forkOne}`
    expect(await findRunnerOf({}, source)).toEqual(['itself', 'itself', 'itself'])
  })

  test('knows when the runner started', async () => {
    const source = 'process.send(findRendezvous())\nprocess.on("message", () => undefined)'
    const child = runModule(source, { hasChannel: true })
    const [found] = (await once(child, 'message')) as [Rendezvous]
    expect(found.runner).toEqual({ pid: child.pid, startTime: lookAt(child.pid ?? 0)?.startTime })
    expect(found).toEqual(describeRendezvous(found.runner))
  })
})

describe('describeRendezvous()', () => {
  const runner = { pid: 4_194_303, startTime: '18446744073709551615' }

  test('puts socket and token into a folder of its own beside other temporary files', () => {
    const { folder, socket, tokenFile } = describeRendezvous(runner)
    expect(folder.startsWith(`${tmpdir()}/mirakuru-run-`)).toBe(true)
    expect([socket, tokenFile]).toEqual([`${folder}/socket`, `${folder}/token`])
  })

  test('tells runners apart that have the same pid one after the other', () => {
    const later = { ...runner, startTime: '7' }
    expect(describeRendezvous(later).folder).not.toBe(describeRendezvous(runner).folder)
    expect(describeRendezvous({ ...runner }).folder).toBe(describeRendezvous(runner).folder)
  })

  test('leaves the socket a path that is short enough, in the temporary folder of macOS as well', () => {
    vi.stubEnv('TMPDIR', '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T')
    afterTest(() => vi.unstubAllEnvs())
    const ofMac = describeRendezvous({ pid: 99_999, startTime: '' })
    expect(ofMac.socket.length).toBeLessThan(104) // sun_path of unix(4), with the final NUL
    vi.stubEnv('TMPDIR', '/tmp')
    expect(describeRendezvous(runner).socket.length).toBeLessThan(108) // unix(7)
  })
})

describe('readStartTime()', () => {
  test('tells when a process started', () => {
    expect(readStartTime(process.pid)).toBe(lookAt(process.pid)?.startTime)
    expect(readStartTime(process.pid)).toMatch(/^\d+$/)
  })

  test('is not confused by a program whose name has parentheses and blanks', async () => {
    const program = join(await makeFolder(), 'a) S 1 (b')
    symlinkSync('/bin/sh', program)
    const child = spawn(program, ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] })
    afterTest(() => child.kill('SIGKILL'))
    const pid = child.pid ?? 0
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('a) S 1 (b\n')
    expect(readStartTime(pid)).toBe(lookAt(pid)?.startTime)
    expect(Number(readStartTime(pid))).toBeGreaterThanOrEqual(Number(readStartTime(process.pid)))
  })

  test('is empty where there is no process', () => {
    expect(readStartTime(2 ** 22 + 1)).toBe('')
  })
})
