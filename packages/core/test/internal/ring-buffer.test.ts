import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RingBuffer } from '../../src/internal/ring-buffer.js'

const chunk = fc.uint8Array({ maxLength: 40 })

describe('RingBuffer', () => {
  test('keeps the last bytes and counts the dropped ones, whatever the sizes', () => {
    const check = (capacity: number, chunks: Uint8Array[]): void => {
      const ring = new RingBuffer(capacity)
      let all = Buffer.alloc(0)
      for (const each of chunks) {
        ring.write(each)
        all = Buffer.concat([all, each])
        const kept = all.subarray(Math.max(0, all.length - capacity))
        expect(ring.read().equals(kept)).toBe(true)
        expect(ring.dropped).toBe(all.length - kept.length)
        expect(ring.written).toBe(all.length)
      }
    }
    const capacity = fc.oneof(fc.nat(50), fc.constantFrom(0, 1, 1024))
    fc.assert(fc.property(capacity, fc.array(chunk, { maxLength: 30 }), check), { numRuns: 300 })
  })

  test('keeps the last bytes when its memory has to grow while it wraps', () => {
    const check = (sizes: number[]): void => {
      const ring = new RingBuffer(5000)
      let all = ''
      for (const [index, size] of sizes.entries()) {
        const text = String.fromCharCode(97 + (index % 26)).repeat(size)
        ring.write(Buffer.from(text))
        all += text
        expect(ring.read().toString()).toBe(all.slice(-5000))
        expect(ring.dropped).toBe(Math.max(0, all.length - 5000))
      }
    }
    fc.assert(fc.property(fc.array(fc.nat(3000), { maxLength: 12 }), check), { numRuns: 100 })
  })

  test('keeps nothing at capacity 0 and counts everything', () => {
    const ring = new RingBuffer(0)
    ring.write(Buffer.from('abc'))
    ring.write(Buffer.from(''))
    expect(ring.read()).toHaveLength(0)
    expect(ring).toMatchObject({ dropped: 3, written: 3 })
  })

  test('hands out a copy that later writes do not change', () => {
    const ring = new RingBuffer(4)
    ring.write(Buffer.from('abcd'))
    const before = ring.read()
    ring.write(Buffer.from('efgh'))
    expect(before.toString()).toBe('abcd')
  })

  test('does not hold on to the chunk it was given', () => {
    const ring = new RingBuffer(4)
    const given = Buffer.from('abcd')
    ring.write(given)
    given.fill('x')
    expect(ring.read().toString()).toBe('abcd')
  })
})
