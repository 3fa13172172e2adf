import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findNearest } from '../../src/internal/nearest.js'

const options = ['port', 'host', 'startTimeout', 'stopTimeout', 'stopSignal', 'healthcheck']

describe('findNearest()', () => {
  test.each([
    ['prot', 'port'],
    ['PORT', 'port'],
    ['starttimeout', 'startTimeout'],
    ['stopTimout', 'stopTimeout'],
    ['healtcheck', 'healthcheck'],
    ['healthCheckk', 'healthcheck'],
    ['hots', 'host'],
  ])('takes %s for a slip of %s', (typed, meant) => {
    expect(findNearest(typed, options)).toBe(meant)
  })

  test.each(['banana', 'x', '', 'timeout'])('suggests nothing for %j', (typed) => {
    expect(findNearest(typed, options)).toBeUndefined()
  })

  test('suggests nothing where there is nothing to choose from', () => {
    expect(findNearest('port', [])).toBeUndefined()
  })

  test('finds a word from which one character was lost, doubled, changed or swapped', () => {
    const slip = fc.tuple(
      fc.constantFrom(...options),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.constantFrom('lose', 'double', 'change', 'swap'),
    )
    const check = ([word, part, kind]: [string, number, string]): void => {
      const at = Math.floor(part * (word.length - 1))
      const [head, first, second, tail] = [
        word.slice(0, at),
        word.charAt(at),
        word.charAt(at + 1),
        word.slice(at + 2),
      ]
      const typed = {
        lose: head + second + tail,
        double: head + first + first + second + tail,
        change: `${head}_${second}${tail}`,
        swap: head + second + first + tail,
      }[kind]
      expect(findNearest(typed ?? '', options)).toBe(word)
    }
    fc.assert(fc.property(slip, check))
  })
})
