import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { compilePattern, OutputSearch } from '../../src/readiness/index.js'

/** Silence is made by hand. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const silence = (): unknown => vi.advanceTimersByTime(20)

function feed(search: OutputSearch, ...chunks: (string | Buffer)[]): OutputSearch {
  for (const chunk of chunks) search.feed('stdout', Buffer.from(chunk as string))
  return search
}

/** The text and groups of the match once silence has followed. */
function findIn(pattern: RegExp, ...chunks: (string | Buffer)[]): string[] | undefined {
  const search = feed(new OutputSearch(pattern, 'both'), ...chunks)
  silence()
  return search.match === undefined ? undefined : [...search.match]
}

describe('OutputSearch', () => {
  test('finds in any pieces of any text what it finds in the whole', () => {
    const patterns = [
      /port (\d+)/,
      /(?<word>[a-z]+) (\d*)/i,
      /^(\w+)$/,
      /(r(?:ea)?)(d*)/,
      /a(.*)d/,
      /(\d+)\b/,
      /(é+|🚀)/u,
      /rea(?!d)(.?)/,
      /([^a-z])$/,
      /read$/,
      /\bport\b/,
      /port(?= \d)/,
      /ready/,
    ]
    const words = [
      'port ',
      'ready',
      'rea',
      'd',
      'a',
      '8',
      '0',
      ' ',
      '\r',
      '\n',
      '\r\n',
      'é',
      '🚀',
      'E',
    ]
    const text = fc.string({ unit: fc.constantFrom(...words), maxLength: 20 })
    const cuts = fc.array(fc.nat(100), { maxLength: 6 })
    const check = (pattern: RegExp, whole: string, positions: number[]): void => {
      const bytes = Buffer.from(whole)
      const borders = [0, ...positions.map((at) => at % (bytes.length + 1)), bytes.length]
      const sorted = borders.toSorted((a, b) => a - b)
      const chunks = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
      const expected = new RegExp(pattern.source, `${pattern.flags}m`).exec(
        whole.replaceAll('\r\n', '\n'),
      )
      expect(findIn(pattern, ...chunks)).toEqual(expected === null ? undefined : [...expected])
    }
    fc.assert(fc.property(fc.constantFrom(...patterns), text, cuts, check), { numRuns: 1500 })
  })

  test('finds a match across chunk borders', () => {
    expect(findIn(/ready on (\d+)/, 'server rea', 'dy on', ' 80', '80\n')).toEqual([
      'ready on 8080',
      '8080',
    ])
  })

  test('puts together a character whose bytes came apart', () => {
    const bytes = Buffer.from('bereit für 🚀\n')
    const single = Array.from(bytes, (byte) => Buffer.from([byte]))
    expect(findIn(/für (🚀)/u, ...single)).toEqual(['für 🚀', '🚀'])
  })

  test('takes CRLF for a line end, also when it came apart', () => {
    expect(findIn(/^ready$/, 'x\r\nready\r\n')).toEqual(['ready'])
    expect(findIn(/a\n(b)/, 'a\r', '\nb\n')).toEqual(['a\nb', 'b'])
    expect(findIn(/^one\ntwo$/, 'one\r', '\ntwo\r', '\n')).toEqual(['one\ntwo'])
  })

  test('is certain of a pattern without groups as soon as it matches', () => {
    expect(feed(new OutputSearch(/ready/, 'both'), 'rea', 'dy').match?.[0]).toBe('ready')
  })

  test('is certain at once of a match whose line is complete', () => {
    expect(feed(new OutputSearch(/port (\d+)/, 'both'), 'port 80\n').match?.[1]).toBe('80')
  })

  test('lets a match grow until its line is complete', () => {
    const search = feed(new OutputSearch(/port (\d+)( ready)?/, 'both'), 'port 80')
    expect(search.match).toBeUndefined()
    feed(search, '80 rea')
    expect(search.match).toBeUndefined()
    feed(search, 'dy\n')
    expect(search.match?.slice(1)).toEqual(['8080', ' ready'])
  })

  test('lets a match grow until a moment of silence, and not beyond', () => {
    const search = feed(new OutputSearch(/port (\d+)/, 'both'), 'port 80')
    vi.advanceTimersByTime(19)
    expect(search.match).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect(search.match?.[1]).toBe('80')
    feed(search, '99\n')
    expect(search.match?.[1]).toBe('80')
  })

  test('lets a match grow until nothing more is printed', () => {
    const search = feed(new OutputSearch(/port (\d+)$/, 'both'), 'port 80')
    search.finish()
    expect(search.match?.[1]).toBe('80')
  })

  test('does not wait for the end of what follows on the same line for ever', () => {
    const search = feed(new OutputSearch(/port (\d+)/, 'both'), 'port 80 ')
    for (let dots = 0; dots < 5; dots++) {
      vi.advanceTimersByTime(5)
      feed(search, '.')
    }
    expect(search.match?.[1]).toBe('80')
  })

  test('waits for what follows where the pattern looks at it', () => {
    expect(findIn(/ready$/, 'ready', '-ish\n')).toBeUndefined()
    expect(findIn(/ready$/, 'ready')).toEqual(['ready'])
    expect(findIn(/port(?! in use)/, 'port', ' in use\n')).toBeUndefined()
    expect(findIn(/port(?! in use)(.*)/, 'port', ' in use\n', 'port 80\n')).toEqual([
      'port 80',
      ' 80',
    ])
  })

  test('may be told that the text of the match matters', () => {
    const search = feed(new OutputSearch(/port \d+/, 'both', true), 'port 80')
    expect(search.match).toBeUndefined()
    feed(search, '80\n')
    expect(search.match?.[0]).toBe('port 8080')
  })

  test('ignores the flags g and y of the pattern, and leaves it alone', () => {
    for (const flags of ['g', 'y', 'gy', 'gi']) {
      const pattern = new RegExp('ready', flags)
      pattern.lastIndex = 3
      expect(findIn(pattern, 'not yet\n', 'ready\n')).toEqual(['ready'])
      expect(findIn(pattern, 'not yet\n', 'ready\n')).toEqual(['ready'])
      expect(pattern.lastIndex).toBe(3)
    }
  })

  test('matches ^ and $ at line borders only', () => {
    expect(findIn(/^ready$/, 'not ready\n')).toBeUndefined()
    expect(findIn(/^ready$/, 'not\nready\n')).toEqual(['ready'])
  })

  test.each(['stdout', 'stderr'] as const)('searches %s alone when told so', (stream) => {
    const search = new OutputSearch(/ready/, stream)
    search.feed(stream === 'stdout' ? 'stderr' : 'stdout', Buffer.from('ready'))
    expect(search.match).toBeUndefined()
    search.feed(stream, Buffer.from('ready'))
    expect(search.match?.[0]).toBe('ready')
  })

  test('never makes one text of two streams', () => {
    const search = new OutputSearch(/ready/, 'both')
    search.feed('stdout', Buffer.from('rea'))
    search.feed('stderr', Buffer.from('dy'))
    expect(search.match).toBeUndefined()
    search.feed('stdout', Buffer.from('dy'))
    expect(search.match?.[0]).toBe('ready')
  })

  test('does not let one stream disturb a match that grows on the other', () => {
    const search = new OutputSearch(/port (\d+)/, 'both')
    search.feed('stdout', Buffer.from('port 80'))
    search.feed('stderr', Buffer.from('warning\n'))
    search.feed('stdout', Buffer.from('80\n'))
    expect(search.match?.[1]).toBe('8080')
  })

  test('reaches back 4096 characters, and no further', () => {
    const pattern = /begin[^]*end/
    expect(findIn(pattern, `begin${'x'.repeat(4091)}`, 'end')).toBeDefined()
    expect(findIn(pattern, `begin${'x'.repeat(4100)}`, 'end')).toBeUndefined()
  })

  test('does not take the place where it cut a long line for its beginning', () => {
    expect(findIn(/^xready/, 'x'.repeat(5000), 'ready\n')).toBeUndefined()
    expect(findIn(/^x{4000,4999}ready/, 'x'.repeat(5000), 'ready\n')).toBeUndefined()
    expect(findIn(/^ready/, `${'x'.repeat(5000)}\n`, 'ready\n')).toEqual(['ready'])
  })

  test('keeps a match that grows while more follows than it can reach back to', () => {
    expect(findIn(/port (\d+)/, 'port 80 ', '.'.repeat(5000), '.')?.[1]).toBe('80')
  })
})

describe('compilePattern()', () => {
  test('compiles strings and sources, and takes a RegExp as it is', () => {
    const pattern = /a/g
    expect(compilePattern(pattern)).toBe(pattern)
    expect(compilePattern('a+')).toEqual(/a+/)
    expect(compilePattern({ $regexp: 'a+', flags: 'i' })).toEqual(/a+/i)
    expect(compilePattern({ $regexp: 'a+' })).toEqual(/a+/)
  })

  test('knows a RegExp of another realm', () => {
    const foreign = runInContext('/ready (now)/i', createContext({})) as RegExp
    expect(String(compilePattern(foreign))).toBe('/ready (now)/i')
    expect(findIn(compilePattern(foreign), 'READY NOW\n')).toEqual(['READY NOW', 'NOW'])
  })
})
