import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OutputSearch } from '../../src/readiness/index.js'

/** Silence is made by hand. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function findIn(pattern: RegExp, ...chunks: (string | Buffer)[]): string[] | undefined {
  const search = new OutputSearch(pattern, 'both')
  for (const chunk of chunks) search.feed('stdout', Buffer.from(chunk as string))
  vi.advanceTimersByTime(20)
  return search.match === undefined ? undefined : [...search.match]
}

/** As Vite 8 prints it where colours are wanted. */
const vite =
  '  \u001B[32m➜\u001B[39m  \u001B[1mLocal\u001B[22m:   \u001B[36mhttp://localhost:\u001B[1m5173\u001B[22m/\u001B[39m\n'

describe('A pattern', () => {
  test('meets what a coloured line shows', () => {
    expect(findIn(/:(?<port>\d+)\//, vite)).toEqual([':5173/', '5173'])
    expect(findIn(/^ {2}➜ {2}Local: {3}(\S+)$/, vite)?.[1]).toBe('http://localhost:5173/')
  })

  test('meets text without titles, links and cursor movements', () => {
    const link = '\u001B]8;;http://a:1/\u001B\\here\u001B]8;;\u001B\\'
    expect(
      findIn(/^ready (.*)$/, `\u001B]0;ready no\u0007\u001B[2J\u001B[1;1Hready ${link}\n`),
    ).toEqual(['ready here', 'here'])
    expect(findIn(/^(\w+)$/, '\u001B(B\u001B=\u001BP1$r0m\u001B\\ready\u001B[?25h\n')).toEqual([
      'ready',
      'ready',
    ])
  })

  test('meets the same in any pieces', () => {
    const words = [
      '\u001B[',
      '1',
      ';',
      '31m',
      'm',
      'port ',
      '80',
      '\u001B',
      '\u001B]0;t',
      '\u0007',
      '\\',
      '\n',
      '\r',
      'é',
      '(B',
    ]
    const text = fc.string({ unit: fc.constantFrom(...words), maxLength: 20 })
    const cuts = fc.array(fc.nat(100), { maxLength: 6 })
    const check = (printed: string, positions: number[]): void => {
      const whole = `${printed}\u001B[0m\u001B]0;\u0007port 80\u001B[0m!\n`
      const bytes = Buffer.from(whole)
      const borders = [0, ...positions.map((at) => at % (bytes.length + 1)), bytes.length]
      const sorted = borders.toSorted((a, b) => a - b)
      const chunks = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
      expect(findIn(/([^\n]*)!\n/, ...chunks)).toEqual(findIn(/([^\n]*)!\n/, whole))
    }
    fc.assert(fc.property(text, cuts, check), { numRuns: 1500 })
  })

  test('agrees with Node about what a control sequence is', () => {
    const shown = findIn(/[^\n]+$/, vite)
    expect(shown).toEqual([stripVTControlCharacters(vite).trimEnd()])
  })

  test('is not kept waiting by a sequence without an end', () => {
    expect(findIn(/ready/, '\u001B]0;never ended\nready\n')).toEqual(['ready'])
    expect(findIn(/ready/, `\u001B]0;${'x'.repeat(5000)}`, 'ready')).toEqual(['ready'])
  })
})
