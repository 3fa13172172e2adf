import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { formatMemory, shortenCommand, shortenHome } from '../../src/command-line/formats.js'
import { formatTable, type Cell } from '../../src/command-line/table.js'
import { paint, wantsColours } from '../../src/internal/colours.js'
import { formatAge } from '../../src/internal/format-age.js'

afterEach(() => vi.unstubAllEnvs())

const columns = [{ title: 'NAME' }, { title: 'PORT', isNumber: true }, { title: 'HELD BY' }]
const rows: Cell[][] = [
  ['redis', '21034', 'run, worker 1, worker 2'],
  ['a-process-with-a-long-name', '–', { text: 'worker 1: test/a-file.test.ts', format: 'red' }],
]

function layOut(out: { columns?: number; isTTY?: boolean }): string[] {
  const stage = { write: () => undefined }
  return formatTable(columns, rows, { out: { ...stage, ...out }, err: stage })
}

describe('A table', () => {
  test.each([{}, { columns: 0 }])('is as wide as it needs to be: %j', (out) => {
    expect(layOut(out)).toEqual([
      'NAME                         PORT  HELD BY',
      'redis                       21034  run, worker 1, worker 2',
      'a-process-with-a-long-name      –  worker 1: test/a-file.test.ts',
    ])
  })

  test('fits where it has to, at the cost of its widest columns', () => {
    expect(layOut({ columns: 40 })).toEqual([
      'NAME              PORT  HELD BY',
      'redis            21034  run, worker 1, …',
      'a-process-with…      –  worker 1: test/…',
    ])
    for (const line of layOut({ columns: 5 })) expect(line.length).toBeLessThan(30)
  })

  test('has colours that cost no room', () => {
    vi.stubEnv('NO_COLOR', undefined)
    vi.stubEnv('FORCE_COLOR', '1')
    const coloured = layOut({ columns: 40 })
    expect(coloured[2]).toContain('\u001b[31m')
    vi.stubEnv('FORCE_COLOR', undefined)
    expect(coloured.map(stripVTControlCharacters)).toEqual(layOut({ columns: 40 }))
  })

  test('shows nothing that moves the cursor', () => {
    const stage = { write: () => undefined }
    const [, line] = formatTable([{ title: 'NAME' }], [['a\u001b[2Jb\nc']], {
      out: stage,
      err: stage,
    })
    expect(line).toBe('a␛[2Jb␊c')
  })
})

test.each<[Record<string, string>, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
])('With %j, and a terminal: %s, colours are wanted: %s', (variables, isTTY, expected) => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR']) vi.stubEnv(name, variables[name])
  expect(wantsColours({ isTTY })).toBe(expected)
  expect(paint({ isTTY }, 'red', 'text')).toBe(expected ? '\u001b[31mtext\u001b[39m' : 'text')
})

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 d'],
])('An age of %d ms is shown as %s', (age, expected) => {
  expect(formatAge(age)).toBe(expected)
})

test.each([
  [4096, '4.0 KiB'],
  [9.1 * 1024 ** 2, '9.1 MiB'],
  [120 * 1024 ** 2, '120 MiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
  [5000 * 1024 ** 3, '5000 GiB'],
])('%d bytes are shown as %s', (bytes, expected) => {
  expect(formatMemory(bytes)).toBe(expected)
})

test('A command is shown without folders', () => {
  expect(shortenCommand('/usr/bin/node /shop/node_modules/vitest/vitest.mjs run /a/b')).toBe(
    'node vitest.mjs run /a/b',
  )
})

test('A path at home is shown as people write it', () => {
  vi.stubEnv('HOME', '/home/me')
  expect(shortenHome('/home/me/shop')).toBe('~/shop')
  expect(shortenHome('/home/me')).toBe('~')
  expect(shortenHome('/home/mean/shop')).toBe('/home/mean/shop')
})
