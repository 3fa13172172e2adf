import { beforeAll, describe, expect, test } from 'vitest'
import {
  outputExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from '../../src/declaration.js'
import { DeclarationError, ProcessExitedWithError } from '../../src/errors/index.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeDiary } from '../support/diary.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { findOfThisRun } from '../support/supervisors.js'

beforeAll(beOwnRun)

describe('A process that names others', () => {
  test('is started when they are ready, and stopped before they are', async () => {
    const diary = await makeDiary()
    const processes = {
      web: diary.declare('web', { words: ['after {api.captures.word}'] }),
      api: diary.declare('api', { words: ['after {db.captures.word}'], banner: '(?<word>ready)' }),
      db: diary.declare('db', { gate: diary.gate, banner: '(?<word>ready)' }),
    }
    const web = hold(useClient(), { processes, name: 'web' })
    const started = web.start()
    await diary.says('db started')
    await diary.openGate()
    await started
    await web.release()
    expect(diary.read()).toEqual([
      'db started',
      'api started after ready',
      'web started after ready',
      'web stopped',
      'api stopped',
      'db stopped',
    ])
  })

  test('is stopped before they are at the end of the run, too', async () => {
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'run', env: { SCRATCH: '{tmp}' } }),
      api: diary.declare('api', { scope: 'run', words: ['with {db.name}'] }),
    }
    const root = useClient('root')
    await hold(root, { processes, name: 'api' }).start()
    await root.endRun()
    expect(diary.read()).toEqual(['db started', 'api started with db', 'api stopped', 'db stopped'])
  })

  test('gets their values', async () => {
    const diary = await makeDiary()
    const processes = {
      server: tcpExecutor(fixture('listens-late', '{port}'), {
        env: { SCRATCH: '{tmp}' },
        ports: ['metrics'],
      }),
      local: unixSocketExecutor(fixture('listens-on-unix-socket', '{socket}'), {
        socketPath: '{tmp}/socket',
      }),
      printer: outputExecutor(['sh', '-c', 'echo on port 4711; exec sleep 1000'], {
        banner: 'on port (?<port>\\d+)',
      }),
      reader: diary.declare('reader', {
        words: [
          '{server.host} {server.port} {server.ports.metrics} {server.tmp}',
          '{local.socket} {printer.captures.port} {printer.port}',
        ],
      }),
    }
    const client = useClient()
    await hold(client, { processes, name: 'reader' }).start()
    const server = await hold(client, { processes, name: 'server' }).start()
    const local = await hold(client, { processes, name: 'local' }).start()
    const [entry = ''] = diary.read()
    expect(entry).toMatch(
      new RegExp(
        `^reader started ${server.host} ${server.port} ${server.ports['metrics']} ${server.tmp} ${local.socketPath} 4711 4711$`,
      ),
    )
    expect(entry.split(' ')[4]).not.toBe(String(server.port))
  })

  test('gets the values of one that is held already', async () => {
    const diary = await makeDiary()
    const client = useClient()
    const store = await holdOne(client, tcpExecutor(fixture('listens-late', '{port}'))).start()
    const reader = hold(client, {
      processes: { reader: diary.declare('reader', { words: ['of {db.port}'] }) },
      name: 'reader',
      bound: { db: store },
    })
    await reader.start()
    await store.release() // the reader holds it, too
    expect(diary.read()).toEqual([`reader started of ${store.port}`])
    expect(findOfThisRun().map(({ command }) => command)).toContainEqual(
      expect.stringContaining(`listens-late.mjs ${store.port}`),
    )
    await reader.release()
    expect(findOfThisRun()).toEqual([])
  })

  test('shares them with others that name them', async () => {
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db'),
      one: diary.declare('one', { words: ['with {db.name}'] }),
      other: diary.declare('other', { words: ['with {db.name}'] }),
    }
    const client = useClient()
    const one = await hold(client, { processes, name: 'one' }).start()
    const other = await hold(client, { processes, name: 'other' }).start()
    await one.release()
    expect(await other.running()).toBe(true)
    await other.release()
    expect(diary.read()).toEqual([
      'db started',
      'one started with db',
      'other started with db',
      'one stopped',
      'other stopped',
      'db stopped',
    ])
  })

  test('leaves alone those of a longer scope', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'run' }),
      api: diary.declare('api', { words: ['with {db.name}'] }),
    }
    const client = useClient()
    await (await hold(client, { processes, name: 'api' }).start()).release()
    await hold(client, { processes, name: 'db' }).start()
    expect(diary.read()).toEqual(['db started', 'api started with db', 'api stopped'])
  })

  test('waits for those side by side that do not name each other', async () => {
    const [left, right] = [await makeDiary(), await makeDiary()]
    const processes = {
      left: left.declare('left', { gate: right.file }), // ready when the other one has begun
      right: right.declare('right', { gate: left.file }),
      both: simpleExecutor(['sleep', '1000'], { env: { WITH: '{left.name} {right.name}' } }),
    }
    const both = hold(useClient(), { processes, name: 'both' })
    await inTime({ what: 'the start of both' }, both.start())
  })
})

describe('What is wrong with a process that others name', () => {
  test('is why they do not start', async () => {
    const diary = await makeDiary()
    const processes = {
      db: tcpExecutor(fixture('exits-with', 3)),
      api: diary.declare('api', { words: ['{db.port}'] }),
      web: diary.declare('web', { words: ['{api.name}'] }),
    }
    const error = await rejectionOf<ProcessExitedWithError>(
      hold(useClient(), { processes, name: 'web' }).start(),
    )
    expect(error).toBeInstanceOf(ProcessExitedWithError)
    expect(error.message.split('\n').slice(1, 3)).toEqual([
      '  needed by "api"',
      '  needed by "web"',
    ])
    expect(error).toMatchObject({ exitCode: 3, signal: null })
    expect(error.message).toContain('Cannot start "db"')
    expect(error.log).toContain('words on stderr')
    expect(diary.read()).toEqual([])
    expect(findOfThisRun()).toEqual([])
  })

  test('undoes the start of those beside it', async () => {
    const diary = await makeDiary()
    const processes = {
      slow: diary.declare('slow', { gate: diary.gate }),
      faulty: tcpExecutor(['sh', '-c', `until [ -e ${diary.file} ]; do :; done; exit 3`]),
      both: simpleExecutor(['sleep', '1000'], { env: { WITH: '{slow.name} {faulty.port}' } }),
    }
    const error = await rejectionOf(hold(useClient(), { processes, name: 'both' }).start())
    expect(error.message).toContain('Cannot start "faulty"')
    expect(diary.read()).toEqual(['slow started'])
    expect(findOfThisRun()).toEqual([])
  })

  test('is told of all of them at once when it is their declaration', async () => {
    const processes = {
      api: simpleExecutor('node api.js {bd.port} {db.prot}'),
      db: tcpExecutor('db {port}'),
      one: simpleExecutor('echo {other.name}'),
      other: simpleExecutor('echo {one.name}'),
    }
    const error = await rejectionOf<DeclarationError>(
      hold(useClient(), { processes, name: 'api' }).start(),
    )
    expect(error).toBeInstanceOf(DeclarationError)
    const found = error.problems.map(({ path, message }) => `${path}: ${message}`).join('\n')
    expect(found).toContain('api.command: {bd.port} names an unknown process "bd"')
    expect(found).toContain('did you mean {db.port}?')
    expect(found).toContain('depends on itself: one → other → one')
  })
})

test('A process that is started again finds those it refers to started again, where that is wanted', async () => {
  const diary = await makeDiary()
  const processes = {
    db: diary.declare('db', { onCrash: 'restart' }),
    api: diary.declare('api', { words: ['with {db.name}'], onCrash: 'restart' }),
  }
  const client = useClient()
  const api = await hold(client, { processes, name: 'api' }).start()
  const db = await hold(client, { processes, name: 'db' }).start()
  for (const { pid } of [api, db]) {
    const crashed = identityOf(pid)
    process.kill(crashed.pid, 'SIGKILL')
    await expectDeath(crashed, 8_000)
  }
  await eventually(
    { what: 'news of both' },
    () => api.crash !== undefined && db.crash !== undefined,
  )
  await api.start()
  expect(await db.running()).toBe(true)
  expect(diary.read().slice(2)).toEqual(['db started', 'api started with db'])
})
