import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameReader, longestFrame, toFrame } from '../../src/protocol/frames.js'

/** Any bytes, cut anywhere; a place may be named twice, which makes an empty piece. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length]
  const sorted = borders.toSorted((a, b) => a - b)
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
}

function readAll(reader: FrameReader, chunks: readonly Buffer[]): string[] {
  return chunks.flatMap((chunk) => reader.read(chunk))
}

describe('FrameReader', () => {
  test('gives the same lines however they are cut', () => {
    const anyText = fc.string({
      unit: fc.oneof(fc.constantFrom('\n', 'é', '€', '🦀'), fc.string()),
    })
    const check = (text: string, places: number[]): void => {
      const found = readAll(new FrameReader(), cut(Buffer.from(`${text}\n`), places))
      expect(found.join('\n')).toBe(text)
      expect(found).toEqual(text.split('\n'))
    }
    fc.assert(fc.property(anyText, fc.array(fc.nat()), check), { numRuns: 1000 })
  })

  test('reads back every message that was written, byte by byte as well', () => {
    const check = (messages: unknown[]): void => {
      const bytes = Buffer.from(messages.map(toFrame).join(''))
      const single = [...bytes].map((byte) => Buffer.of(byte))
      const expected = messages.map((message) => JSON.stringify(message))
      expect(readAll(new FrameReader(), [bytes])).toEqual(expected)
      expect(readAll(new FrameReader(), single)).toEqual(expected)
    }
    fc.assert(fc.property(fc.array(fc.jsonValue()), check))
  })

  test('keeps back what has no end yet', () => {
    const reader = new FrameReader()
    expect(reader.read(Buffer.from('one\ntw'))).toEqual(['one'])
    expect(reader.read(Buffer.from('o'))).toEqual([])
    expect(reader.read(Buffer.from('\n'))).toEqual(['two'])
  })

  test('reads a line of the greatest length, and no longer one', () => {
    const longest = Buffer.alloc(longestFrame, 'x')
    const reader = new FrameReader()
    expect(readAll(reader, [longest, Buffer.from('\n')])[0]).toHaveLength(longestFrame)
    reader.read(longest)
    expect(() => reader.read(Buffer.from('x'))).toThrow(
      new RangeError('A message of more than 8388608 characters cannot be read'),
    )
  })

  test('counts the length of each line alone', () => {
    const line = `${'x'.repeat(longestFrame / 2)}\n`
    expect(new FrameReader().read(Buffer.from(line.repeat(3)))).toHaveLength(3)
  })
})

describe('toFrame()', () => {
  test('writes one line, whatever the message contains', () => {
    expect(toFrame({ text: 'a\nb\u2028c' })).toBe('{"text":"a\\nb\u2028c"}\n')
  })

  test('writes half a surrogate pair in a form that survives', () => {
    const [line = ''] = new FrameReader().read(Buffer.from(toFrame('\ud83e')))
    expect(JSON.parse(line)).toBe('\ud83e')
  })

  test('refuses what nobody would read', () => {
    expect(toFrame('x'.repeat(longestFrame - 2))).toHaveLength(longestFrame + 1)
    expect(() => toFrame('x'.repeat(longestFrame - 1))).toThrow(
      new RangeError('A message of 8388609 characters cannot be sent: the limit is 8388608'),
    )
  })
})
