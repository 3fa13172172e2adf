import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  describeEnd,
  describeFailure,
  formatDuration,
  listLastLines,
} from '../../src/errors/index.js'

const countedLines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n')

describe('describeFailure()', () => {
  test('writes the message of API.md', () => {
    const message = describeFailure({
      headline:
        'Cannot start "api": it exited with code 1 before accepting connections on 127.0.0.1:41873',
      facts: ['after 312 ms of 60 s; last attempt: connect ECONNREFUSED 127.0.0.1:41873'],
      command: 'node server.js --port 41873',
      cwd: join(process.cwd(), 'apps/api'),
      log: 'Error: missing DATABASE_URL\n    at server.js:4:9\n',
    })
    expect(message).toBe(
      `
Cannot start "api": it exited with code 1 before accepting connections on 127.0.0.1:41873
  after 312 ms of 60 s; last attempt: connect ECONNREFUSED 127.0.0.1:41873
  command: node server.js --port 41873   (cwd apps/api)
  last 2 lines of its output:
    Error: missing DATABASE_URL
        at server.js:4:9`.trimStart(),
    )
  })

  test('leaves out the output of a process that never was', () => {
    const message = describeFailure({ headline: 'Cannot start', command: 'redis', cwd: '/' })
    expect(message).toBe('Cannot start\n  command: redis   (cwd /)')
  })

  test.each([
    ['a folder below the current one', join(process.cwd(), 'apps/api'), 'apps/api'],
    ['a folder whose name begins with dots', join(process.cwd(), '..cache/x'), '..cache/x'],
    ['the current folder', process.cwd(), process.cwd()],
    ['a folder outside', dirname(process.cwd()), dirname(process.cwd())],
    ['a neighbour', `${process.cwd()}-next`, `${process.cwd()}-next`],
  ])('shows %s in its shortest clear form', (_what, cwd, shown) => {
    const message = describeFailure({ headline: 'Cannot start', command: 'redis', cwd })
    expect(message).toContain(`(cwd ${shown})`)
  })
})

describe('listLastLines()', () => {
  test('shows the end of a line that is too long for people', () => {
    const shown = listLastLines(`short\n${'x'.repeat(2_000_000)}end`).split('\n')
    expect(shown).toEqual([
      'last 2 lines of its output:',
      '  short',
      `  [1999503 characters] …${'x'.repeat(497)}end`,
    ])
  })

  test('shows all of 20 lines', () => {
    const shown = listLastLines(`${countedLines(20)}\n`).split('\n')
    expect(shown[0]).toBe('last 20 lines of its output:')
    expect(shown.slice(1)).toEqual(
      countedLines(20)
        .split('\n')
        .map((line) => `  ${line}`),
    )
  })

  test('shows the last 20 of more lines and says how many there are', () => {
    const shown = listLastLines(countedLines(57)).split('\n')
    expect(shown).toHaveLength(21)
    expect(shown[0]).toBe('last 20 of 57 lines of its output:')
    expect(shown[1]).toBe('  line 38')
    expect(shown.at(-1)).toBe('  line 57')
  })

  test('counts one line as one', () => {
    expect(listLastLines('only this\n\n')).toBe('last line of its output:\n  only this')
  })

  test.each(['', '\n', ' \n\t\n'])('says that %j is nothing', (log) => {
    expect(listLastLines(log)).toBe('it printed nothing')
  })

  test('keeps empty lines between others', () => {
    expect(listLastLines('a\n\nb')).toBe('last 3 lines of its output:\n  a\n  \n  b')
  })

  test('is quick on output that is mostly blank', () => {
    const startedAt = performance.now()
    const shown = listLastLines(`first\n${' '.repeat(120_000)}last`)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(shown.endsWith('last')).toBe(true)
  })
})

describe('formatDuration()', () => {
  test.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [312.4, '312 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1000, '1 s'],
    [1500, '1.5 s'],
    [1549, '1.5 s'],
    [60_000, '60 s'],
    [90_060, '90.1 s'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

describe('describeEnd()', () => {
  test('names the exit code, or else the signal', () => {
    expect(describeEnd({ code: 3, signal: null })).toBe('exited with code 3')
    expect(describeEnd({ code: 0, signal: null })).toBe('exited with code 0')
    expect(describeEnd({ code: null, signal: 'SIGKILL' })).toBe('was killed by SIGKILL')
  })
})
