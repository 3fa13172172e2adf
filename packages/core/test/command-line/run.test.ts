import { existsSync, readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { tcpExecutor, type Declaration } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { mirakuru, runHere, startMirakuru, useOwnTmpdir } from '../support/command-line.js'
import { eventually } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { endKeptAfterTest } from '../support/keepers.js'
import {
  expectDeath,
  identityOf,
  killToDeath,
  listProcesses,
  lives,
  type Identity,
} from '../support/processes.js'
import { withoutPage } from '../support/pages.js'

let folder: string
let diary: Diary

beforeEach(async () => {
  folder = await useOwnTmpdir()
  diary = await makeDiary()
})

async function declare(content: object): Promise<string> {
  const file = join(folder, 'services.json')
  await writeFile(file, JSON.stringify(content))
  return file
}

/** One process that keeps the diary, and tells its pid in it. */
function keeper(options: object = {}): Declaration {
  return diary.declare('db', { words: ['{port}'], ports: ['metrics'], ...options })
}

const [node = ''] = fixture('exits-with')

/** A command that says when it can be told to end, and how it ends then. */
function waitsFor(signal: string, code: number): string[] {
  const script = `process.on('${signal}', () => process.exit(${code}))
    setInterval(() => undefined, 1_000_000)
    console.log('waits')`
  return [node, '--eval', script]
}

describe('mirakuru run', () => {
  test('sets variables of the command to values of processes: --env, and the "env" of the file', async () => {
    const db = tcpExecutor(fixture('listens-late', '{port}'))
    const script = 'console.log(JSON.stringify([process.env.A, process.env.B, process.env.HOME]))'
    const env = { A: '{db.host}:{db.port}', B: 'of the file', HOME: null }
    const file = await declare({ processes: { db }, env })
    const options = ['--env', 'B={{db.port}} a=b', '--env=C=']
    const command = [node, '--eval', script, '{db.port}']
    const { code, out } = await mirakuru(['run', file, ...options, '--', ...command])
    expect(code).toBe(0)
    const [a, b, home] = JSON.parse(out) as unknown[]
    expect({ b, home }).toEqual({ b: '{db.port} a=b', home: null })
    expect(a).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('starts what only a variable names, beside the chosen ones', async () => {
    const db = tcpExecutor(fixture('listens-late', '{port}'))
    const file = await declare({ db, api: keeper() })
    const print = [node, '--eval', 'console.log(Object.keys(process.env).join())']
    const args = ['run', file, 'api', '--env', 'A={db.port}', '--', ...print]
    const { out } = await mirakuru(args)
    expect(out).toContain('MIRAKURU_DB_PORT')
  })

  test.each<[string[], string]>([
    [['--env', 'A={db.prot}'], 'A: unknown placeholder {db.prot}; did you mean {db.port}?'],
    [['--env', 'A={port}'], 'A: {port} does not say of which process: {db.port}'],
    [['--env', 'A={bd.port}'], 'A: {bd.port} names an unknown process "bd"; did you mean "db"?'],
    [['--env', 'A'], '"--env" needs a name and a value, NAME=VALUE'],
    [['--env'], '"--env" needs a value'],
    [['--evn', 'A=1'], 'did you mean "--env"?'],
  ])('refuses %j', async (options, message) => {
    const file = await declare({ db: tcpExecutor('never-started {port}') })
    const { code, err } = await mirakuru(['run', file, ...options, '--', 'true'])
    expect(code).not.toBe(0)
    expect(err).toContain(message)
    expect(err).not.toContain('started')
  })

  test('gives a command the values of processes, ends with its exit code, and leaves nothing', async () => {
    const server = tcpExecutor(fixture('listens-late', '{port}'), { ports: ['metrics'] })
    const file = await declare({
      $schema: 'for editors',
      'my-db': server,
      api: keeper({ words: ['{my-db.port}'] }),
    })
    const script = `
      const { MIRAKURU_MY_DB_PORT: port, MIRAKURU_MY_DB_PORTS_METRICS: metrics } = process.env
      console.log(JSON.stringify({ args: process.argv.slice(1), port, metrics, runner: process.env.MIRAKURU_RUNNER }))
      process.exitCode = 7`
    const command = [node, '--eval', script, '{my-db.host}:{my-db.port}', '{my-db.ports.metrics}']
    const { code, out, err } = await mirakuru(['run', file, '--', ...command])
    expect({ code, err }).toEqual({
      code: 7,
      err: expect.stringMatching(
        /^mirakuru: 2 processes started, slowest to be ready: [\w-]+ \(.+\)\n$/m,
      ) as string,
    })
    const { args, port, metrics, runner } = JSON.parse(out) as Record<string, string>
    expect(args).toEqual([`127.0.0.1:${port}`, metrics])
    expect(Number(port)).toBeGreaterThan(0)
    expect(runner).toBeUndefined()
    expect(diary.read()).toEqual([`db started ${port}`, 'db stopped'])
  })

  test('starts only what is named, and what that depends on', async () => {
    const file = await declare({
      db: diary.declare('db'),
      api: diary.declare('api', { words: ['{db.name}'] }),
      other: diary.declare('other'),
    })
    const { code, err } = await mirakuru(['run', file, 'api', '--json', '--', 'true'])
    expect(code).toBe(0)
    expect(diary.read()).toEqual(['db started', 'api started db', 'api stopped', 'db stopped'])
    const events = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(events).toEqual([
      { event: 'ready', processes: { api: { name: 'api', host: '127.0.0.1' } } },
      { event: 'ended', exitCode: 0, summary: expect.objectContaining({ started: 2 }) as object },
    ])
  })

  test('does not run the command when something does not start', async () => {
    const file = await declare({
      db: diary.declare('db'),
      bad: { executor: 'tcp', command: fixture('exits-with', 3) },
    })
    const { code, out, err } = await mirakuru(['run', file, '--', 'echo', 'it runs'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^mirakuru: Cannot start "bad": it exited with code 3 before/m)
    expect(err).toContain('words on stderr')
  })

  test('tries only once to start a supervisor that cannot be started', async () => {
    const file = await declare({ db: diary.declare('db') })
    // Its token is not to be read. What the shell makes is for the pid and the start that the command has as well.
    const shell = `
      set -- "$TMPDIR/mirakuru-run-$(id -u)-$$-$(cut -d ' ' -f 22 /proc/$$/stat 2>/dev/null)" "$@"
      mkdir -m 700 "$1" && mkdir "$1/token" && shift && exec "$@"`
    const { code, err } = await mirakuru(['run', file, '--', 'true'], { cwd: folder, shell })
    expect(code).toBe(1)
    const [, log = ''] = /its log: (.+)/.exec(err) ?? []
    expect(readFileSync(log, 'utf8').match(/Error: EISDIR/g)).toHaveLength(1)
  })

  test('ends the command when a process crashes, and fails whatever the command says', async () => {
    const file = await declare(keeper({ name: 'db', words: [] }))
    const running = startMirakuru(['run', file, '--', ...waitsFor('SIGTERM', 0)])
    await running.says(/^waits$/m)
    process.kill((await findKeeper()).pid, 'SIGKILL')
    const { code, err } = await running.ended
    expect(code).toBe(1)
    expect(err).toContain('mirakuru: "db" was killed unexpectedly by SIGKILL')
    expect(err.match(/unexpectedly/g)).toHaveLength(1)
  })

  test('does not even run the command when a process crashes before others are ready', async () => {
    const file = await declare({
      db: keeper({ name: 'db', words: [] }),
      slow: diary.declare('slow', { gate: diary.gate }),
    })
    const running = startMirakuru(['run', file, '--', 'echo', 'it runs'])
    await diary.says('slow started')
    const server = await findKeeper()
    await isReady('db')
    process.kill(server.pid, 'SIGKILL')
    const { code, out, err } = await running.ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('unexpectedly')
  })

  test('starts again what is declared so, and goes on', async () => {
    const file = await declare(keeper({ name: 'db', words: [], onCrash: 'restart' }))
    const running = startMirakuru(['run', file, '--', ...waitsFor('SIGTERM', 5)])
    await running.says(/^waits$/m)
    process.kill((await findKeeper()).pid, 'SIGKILL')
    await startsAgain()
    running.kill('SIGTERM')
    const { code, err } = await running.ended
    expect(code).toBe(5)
    expect(err).toContain('unexpectedly')
  })

  test('goes on when nobody reads any more what it tells', async () => {
    const printer = ['sh', '-c', 'while sleep 0.01; do echo line; done']
    const file = await declare({ executor: 'simple', command: printer })
    const [gate, code] = [join(folder, 'gate'), join(folder, 'code')]
    const command = ['sh', '-c', `until [ -e ${gate} ]; do sleep 0.05; done; exit 7`]
    // The one who reads a line of it, and no more, opens the gate.
    const shell = `("$@" 2>&1; echo $? >${code}) | { head -n 1; exec <&-; echo >${gate}; }`
    await mirakuru(['run', file, '--verbose', '--', ...command], { shell })
    expect(await readFile(code, 'utf8')).toBe('7\n')
  })

  test('misses lines while it is stopped, instead of having its supervisor keep them all', async () => {
    const lines = `let n = 0; const print = () => {
      for (let i = 0; i < 1_000; i++) process.stdout.write('x'.repeat(100) + '\\n')
      if (++n < 40) setImmediate(print)
      else require('node:fs').writeFileSync('${join(folder, 'printed')}', '')
    }
    process.stdin.once('data', print)`
    const file = await declare({
      executor: 'simple',
      command: [
        'sh',
        '-c',
        `until [ -e ${join(folder, 'go')} ]; do sleep 0.01; done; echo go | ${node} -e "${lines}"; exec sleep 1000`,
      ],
    })
    const until = `until [ -e ${join(folder, 'end')} ]; do sleep 0.01; done`
    const running = startMirakuru(['run', file, '-v', '--', 'sh', '-c', `echo waits; ${until}`])
    await running.says(/^waits$/m)
    running.kill('SIGSTOP')
    await writeFile(join(folder, 'go'), '')
    await eventually({ what: 'all to be printed' }, () => existsSync(join(folder, 'printed')))
    running.kill('SIGCONT')
    await running.says(/\[\d+ lines of all processes dropped\]/)
    await writeFile(join(folder, 'end'), '')
    expect((await running.ended).code).toBe(0)
  })

  test.each([['all is wanted', []] as const, ['another is wanted', ['api']] as const])(
    'starts again what is declared so, although something refers to it that is not, where %s',
    async (_where, names) => {
      const file = await declare({
        db: keeper({ name: 'db', words: [], onCrash: 'restart' }),
        api: diary.declare('api', { words: ['{db.name}'] }),
      })
      const running = startMirakuru(['run', file, ...names, '--', ...waitsFor('SIGINT', 5)])
      await running.says(/^waits$/m)
      process.kill((await findKeeper()).pid, 'SIGKILL')
      await startsAgain()
      running.kill('SIGINT')
      const { code, err } = await running.ended
      expect(code).toBe(5)
      expect(err.match(/unexpectedly/g)).toHaveLength(1)
      const [, ...later] = diary.read()
      expect(later).toEqual(['api started db', 'db started', 'api stopped', 'db stopped'])
    },
  )

  test('does not run the command before what has crashed is ready again', async () => {
    const gate = `${diary.gate}-of-db`
    await writeFile(gate, '')
    const file = await declare({
      db: keeper({ name: 'db', words: [], onCrash: 'restart', gate }),
      slow: diary.declare('slow', { gate: diary.gate }),
    })
    const command = ['sh', '-c', 'test -e "$1" && echo db serves', 'sh', gate]
    const running = startMirakuru(['run', file, '--', ...command])
    await diary.says('slow started')
    const server = await findKeeper()
    await isReady('db')
    await rm(gate)
    process.kill(server.pid, 'SIGKILL')
    await startsAgain()
    await diary.openGate()
    await isReady('slow')
    await writeFile(gate, '')
    expect((await running.ended).out).toBe('db serves\n')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('passes %s on to the command', async (signal) => {
    const file = await declare(keeper({ words: [] }))
    const running = startMirakuru(['run', file, '--', ...waitsFor(signal, 9)])
    await running.says(/^waits$/m)
    running.kill(signal)
    expect((await running.ended).code).toBe(9)
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })

  test('stops at its end what is declared to be kept', async () => {
    endKeptAfterTest(folder)
    const file = await declare({ db: diary.declare('db', { keep: true }) })
    const { code, err } = await mirakuru(['run', file, '--', 'true'], {
      cwd: folder,
      env: { CI: '' },
    })
    expect(err).toMatch(/^mirakuru: 1 process started/m)
    expect(code).toBe(0)
    expect(diary.read()).toEqual(['db started', 'db stopped'])
  })

  test('gives up a start when it is told to end', async () => {
    const file = await declare(keeper({ words: [], gate: diary.gate }))
    const running = startMirakuru(['run', file, '--', 'echo', 'it runs'])
    await diary.says('db started')
    running.kill('SIGINT')
    const { code, out } = await running.ended
    expect({ code, out }).toEqual({ code: 128 + 2, out: '' })
  })

  test('leaves no process behind when it is killed, but the command', async () => {
    const file = await declare(keeper({ words: [] }))
    const running = startMirakuru(['run', file, '--', ...waitsFor('SIGUSR2', 0)])
    await running.says(/^waits$/m)
    const server = await findKeeper()
    const command = running
      .listFamily()
      .find(
        ({ parent, command: text }) => parent === running.identity.pid && text.includes('waits'),
      )
    afterTest(() => killToDeath(command === undefined ? [] : [command]))
    running.kill('SIGKILL')
    await expectDeath(server, 8_000)
    expect(command !== undefined && lives(command)).toBe(true)
  })

  test.each([
    [['no-such-program'], 127, 'Cannot run "no-such-program": there is no such program'],
    [['/'], 126, 'Cannot run "/": spawn / EACCES'],
    // Node throws this one, and tells the others by an event.
    [['./package.json/x'], 126, 'Cannot run "./package.json/x": spawn ENOTDIR'],
    [['sh', '-c', 'kill -KILL $$'], 128 + 9, ''],
  ])('ends like a shell when the command is %j', async (command, expected, message) => {
    const file = await declare(keeper({ words: [] }))
    const { code, err } = await mirakuru(['run', file, '--', ...command])
    expect(code).toBe(expected)
    expect(err).toContain(message)
  })
})

async function isReady(name: string): Promise<void> {
  await eventually(
    { what: `${name} to be ready` },
    async () =>
      JSON.parse((await runHere(['ps', '--json'])).out) as { name: string; state: string }[],
    (found) => found.some((each) => each.name === name && each.state === 'ready'),
  )
}

async function startsAgain(): Promise<void> {
  const count = (): number => diary.read().filter((line) => line === 'db started').length
  await eventually({ what: 'a second start' }, count, (starts) => starts === 2)
}

/** The process that keeps the diary, as soon as it does. */
async function findKeeper(): Promise<Identity> {
  await diary.says('db started')
  const found = await eventually({ what: 'the process' }, () =>
    listProcesses().find(({ command }) => command.includes(`${diary.file} db`)),
  )
  return identityOf(found?.pid)
}

describe('mirakuru run refuses', () => {
  const refuse = async (content: string, ...args: string[]): Promise<string> => {
    const file = join(folder, 'services.json')
    await writeFile(file, content)
    const { code, out, err } = await runHere(['run', file, ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    return err.replaceAll(`${folder}/`, '')
  }

  test('a file that is not there', async () => {
    await refuse('{}', '--', 'true')
    const { code, err } = await runHere(['run', join(folder, 'service.json'), '--', 'true'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /there is no such file; did you mean "services.json"\?\n {2}see \S+#err_declaration\n$/,
    )
  })

  test.each([
    [
      '{ "a": 1,\n  b: 2 }',
      `Expected double-quoted property name at line 2, column 3\n    b: 2 }\n    ^`,
    ],
    ['{ "a": tru }', `Unexpected token ' ' at line 1, column 11\n  { "a": tru }\n            ^`],
    [
      '{ "a": [1',
      `Expected ',' or ']' after array element at line 1, column 10\n  { "a": [1\n           ^`,
    ],
    ['', 'Unexpected end of JSON input at line 1, column 1\n  \n  ^'],
  ])('%j and shows where it is no JSON', async (content, expected) => {
    const printed = await refuse(content, '--', 'true')
    expect(withoutPage(printed.trimEnd())).toBe(
      `mirakuru: Cannot read "services.json": ${expected}`,
    )
  })

  test.each([
    ['[]', 'it must hold a declaration, or several by name'],
    ['{ "$schema": "x" }', 'it declares nothing'],
  ])('%s', async (content, expected) => {
    expect(await refuse(content, '--', 'true')).toContain(expected)
  })

  test('declarations, with all of their problems', async () => {
    const block = { db: { executor: 'tpc', command: 'x' }, api: { executor: 'tcp', comand: 'x' } }
    const text = await refuse(JSON.stringify(block), '--', 'true')
    expect(text).toContain('did you mean "tcp"?')
    expect(text).toContain('api.comand: unknown option; did you mean "command"?')
  })

  test('placeholders and names that mean nothing', async () => {
    const block = JSON.stringify({ db: { executor: 'tcp', command: 'x {port}' } })
    expect(await refuse(block, '--', 'echo', '{db.prot}')).toContain('did you mean {db.port}?')
    expect(await refuse(block, '--', 'echo', '{dv.port}')).toContain('did you mean "db"?')
    expect(await refuse(block, '--', 'echo', '{port}')).toContain(
      'does not say of which process: {db.port}',
    )
    expect(await refuse(block, 'bd', '--', 'true')).toContain(
      'declares no "bd"; did you mean "db"?',
    )
    const single = JSON.stringify({ executor: 'tcp', command: 'x {port}' })
    expect(await refuse(single, '--', 'echo', '{prot}')).toContain('did you mean {port}?')
    expect(await refuse(single, 'db', '--', 'true')).toContain('there are no names to choose from')
  })

  test('to run nothing', async () => {
    expect(await refuse('{}')).toContain('"run" needs a command to run, after "--"')
    expect(await refuse('{}', '--')).toContain('"run" needs a command to run, after "--"')
  })
})
