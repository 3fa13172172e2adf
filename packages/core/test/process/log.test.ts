import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor, TcpExecutor } from '../../src/index.js'
import { ProcessLog } from '../../src/process/index.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { listOurs, use } from '../support/use.js'
import { withoutPage } from '../support/pages.js'

describe('ProcessLog', () => {
  test.each([
    [10, ['0123456789'], '0123456789'],
    [10, ['01234567890'], '[1 earlier bytes dropped]\n1234567890'],
    [10, ['abc', '0123456789', 'x'], '[4 earlier bytes dropped]\n123456789x'],
    [4, ['a'.repeat(1_000_000), 'bcd'], '[999999 earlier bytes dropped]\nabcd'],
    [0, ['abc'], '[3 earlier bytes dropped]\n'],
  ])('keeps %i bytes of a stream and counts the others exactly', (limit, chunks, expected) => {
    const log = new ProcessLog(limit)
    for (const chunk of chunks) log.append('stdout', Buffer.from(chunk))
    expect(log.text('stdout')).toBe(expected)
    expect(log.text('stderr')).toBe('')
  })

  test('puts characters together that arrive in two chunks', () => {
    const log = new ProcessLog(100)
    for (const byte of Buffer.from('höchst €')) log.append('stdout', Buffer.from([byte]))
    expect(log.text('stdout')).toBe('höchst €')
    expect(log.text('both')).toBe('höchst €')
  })

  test('puts them together where the streams meet, also in the file', async () => {
    const file = join(await makeFolder(), 'log')
    const log = new ProcessLog(100)
    log.writeTo(file)
    const [euro, rocket] = [Buffer.from('€'), Buffer.from('🚀')]
    log.append('stdout', euro.subarray(0, 1))
    log.append('stderr', rocket.subarray(0, 3))
    log.append('stdout', euro.subarray(1, 2))
    log.append('stderr', rocket.subarray(3))
    log.append('stdout', Buffer.concat([euro.subarray(2), Buffer.from('.\n')]))
    expect(log.text('both')).toBe('🚀€.\n')
    expect(await readFile(file, 'utf8')).toBe('🚀€.\n')
  })

  test('shows what a stream ends with, though it is no whole character', () => {
    const log = new ProcessLog(100)
    log.append('stdout', Buffer.from([0x61, 0xe2]))
    log.append('stderr', Buffer.from([0xff, 0x62, 0x80]))
    log.finish('stdout')
    expect(log.text('both')).toBe('a\uFFFDb\uFFFD\uFFFD')
  })

  test('drops the rest of a character whose beginning was dropped, and counts it', () => {
    const log = new ProcessLog(5)
    log.append('stdout', Buffer.from('€€')) // six bytes
    expect(log.text('stdout')).toBe('[3 earlier bytes dropped]\n€')
  })

  test('shows both streams in the order of arrival, with line ends of Unix', () => {
    const log = new ProcessLog(100)
    log.append('stdout', Buffer.from('one\r\n'))
    log.append('stderr', Buffer.from('two\r'))
    log.append('stdout', Buffer.from('three\r\n'))
    expect(log.text('both')).toBe('one\ntwo\rthree\n')
    expect(log.text('stdout')).toBe('one\nthree\n')
  })

  test('tells what came after a position, even when more was written than is kept', () => {
    const log = new ProcessLog(4)
    log.append('stdout', Buffer.from('before'))
    const { position } = log
    expect(log.textSince(position)).toBe('')
    log.append('stderr', Buffer.from('after'))
    expect(log.textSince(position)).toBe('after')
    log.append('stderr', Buffer.from('much later'))
    expect(log.textSince(position)).toBe('ch later') // two streams of four bytes
  })
})

describe('output', () => {
  test('of each stream is kept apart, and says how much was dropped', async () => {
    const shell =
      'echo out; echo err >&2; head -c 100000 /dev/zero | tr "\\0" x; echo; echo ready; exec sleep 1000'
    const executor = use(
      new OutputExecutor(['sh', '-c', shell], { banner: '^ready$', logLimit: 1_000 }),
    )
    await executor.start()
    const dropped = 'out\n'.length + 100_000 + '\nready\n'.length - 1_000
    expect(executor.output()).toBe(
      `[${dropped} earlier bytes dropped]\n${'x'.repeat(1_000 - 7)}\nready\n`,
    )
    await executor.waitForOutput('err', { stream: 'stderr' })
    expect(executor.errOutput()).toBe('err\n')
  })

  test('of a process that never stops printing does not hinder start and stop', async () => {
    const executor = use(new OutputExecutor(fixture('prints-forever'), { banner: /line 5000 / }))
    await executor.start()
    await executor.stop()
    expect(executor.output()).toMatch(/^\[\d+ earlier bytes dropped\]\n/)
  })

  test('of a process that fails is in the message, the last twenty lines of it', async () => {
    const executor = use(new TcpExecutor(['sh', '-c', 'seq 1 30; exit 1']))
    const error = await rejectionOf(executor.start())
    expect(error.message).toContain('last 20 of 30 lines of its output:\n    11\n')
    expect(withoutPage(error.message)).toMatch(/\n {4}30$/)
  })

  test('never shows values of the environment in a message', async () => {
    const executor = use(new TcpExecutor('false', { env: { PASSWORD: 'hunter2' } }))
    expect((await rejectionOf(executor.start())).message).not.toContain('hunter2')
  })
})

describe('A banner', () => {
  test('is found across pieces, without a line end, and tells captures and port', async () => {
    const banner = /(?<what>h\p{L}chst) ready on port (?<port>\d{4})/u
    const executor = use(new OutputExecutor(fixture('prints-banner-in-pieces'), { banner }))
    expect(executor.captures).toEqual({})
    expect(executor.port).toBeUndefined()
    await executor.start()
    expect(executor.captures).toEqual({ what: 'höchst', port: '4711' })
    expect(executor.port).toBe(4711)
  })

  test('in the form of a string is a regular expression, and may be on stderr', async () => {
    const command = fixture('prints-banner-in-pieces', 'READY> ', 'stderr')
    await use(new OutputExecutor(command, { banner: '^READ[Y]> $' })).start()
  })

  test('on the other stream than the one that is searched is not seen', async () => {
    const command = fixture('prints-banner-in-pieces', 'READY> ', 'stderr')
    const executor = use(
      new OutputExecutor(command, { banner: 'READY>', stream: 'stdout', startTimeout: 500 }),
    )
    const error = await rejectionOf(executor.start())
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED' })
    expect(error.message).toContain('READY>')
  })

  test('matches lines that end with CRLF', async () => {
    const command = ['sh', '-c', String.raw`printf 'up on 80\r\n'; exec sleep 1000`]
    const executor = use(new OutputExecutor(command, { banner: /^up on (?<port>\d+)$/ }))
    await executor.start()
    expect(executor.port).toBe(80)
  })

  test('is looked for anew after a restart', async () => {
    const command = ['sh', '-c', 'echo "id $$"; exec sleep 1000']
    const executor = use(new OutputExecutor(command, { banner: /id (?<id>\d+)/ }))
    await executor.start()
    expect(executor.captures).toEqual({ id: String(executor.pid) })
    await executor.restart()
    expect(executor.captures).toEqual({ id: String(executor.pid) })
  })
})

describe('logFile', () => {
  test('gets everything of both streams, also what is no longer kept', async () => {
    const logFile = join(await makeFolder(), 'log')
    await writeFile(logFile, 'of an earlier run\n')
    const shell = 'seq 1 50000; echo err >&2; echo done; exec sleep 1000'
    const executor = use(
      new OutputExecutor(['sh', '-c', shell], { banner: '^done$', logFile, logLimit: 100 }),
    )
    await executor.start()
    await executor.restart()
    await executor.stop()
    const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n')
    const numbers = Array.from({ length: 50_000 }, (_, index) => String(index + 1))
    expect(lines.filter((line) => /^\d+$/.test(line))).toEqual([...numbers, ...numbers])
    expect(lines.filter((line) => /^(?:err|done)$/.test(line)).toSorted()).toEqual([
      'done',
      'done',
      'err',
      'err',
    ])
  })

  test('begins where the process runs when it is relative', async () => {
    const cwd = await makeFolder()
    const options = { cwd, banner: /ready/, logFile: 'log' }
    await use(new OutputExecutor(fixture('prints-banner-in-pieces'), options)).start()
    expect(await readFile(join(cwd, 'log'), 'utf8')).toContain('ready')
  })

  test('on a full disk ends, and the process goes on', async () => {
    const executor = use(
      new OutputExecutor(fixture('prints-banner-in-pieces'), {
        banner: /ready/,
        logFile: '/dev/full',
      }),
    )
    await executor.start()
    expect(executor.running()).toBe(true)
    await eventually({ what: 'a note' }, () => executor.errOutput())
    expect(executor.errOutput()).toMatch(/^\[\/dev\/full gets no further output: ENOSPC.*\]\n$/)
    await executor.stop()
  })

  test('that cannot be written is an error before anything is started', async () => {
    const logFile = join(await makeFolder(), 'missing', 'log')
    const executor = use(new SimpleExecutor('sleep 1000', { logFile, name: 'api' }))
    const error = await rejectionOf(executor.start())
    expect(error.message).toContain('Cannot start "api": its log file cannot be written: ENOENT')
    expect(error.cause).toMatchObject({ code: 'ENOENT' })
    expect(listOurs()).toEqual([])
  })
})
