import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Timeline } from '../../src/supervisor/service/timeline.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }))
afterEach(() => void vi.useRealTimers())

const open = (limit = 1_048_576): Timeline =>
  new Timeline({ file: undefined, limit, onLine: () => undefined })

describe('Timeline.since()', () => {
  test('leaves out an unfinished line of which nothing has arrived since', () => {
    const timeline = open()
    timeline.feed('stdout', Buffer.from('password: '))
    timeline.feed('stderr', Buffer.from('.'))
    vi.setSystemTime(2_000)
    timeline.feed('stderr', Buffer.from('.'))
    timeline.feed('stdout', Buffer.from(''))
    expect(timeline.since(1_500)).toEqual(['..'])
    expect(timeline.since(1_000)).toEqual(['password: ', '..'])
  })

  test('shows a line that began before and has ended since', () => {
    const timeline = open()
    timeline.feed('stdout', Buffer.from('one'))
    vi.setSystemTime(2_000)
    timeline.feed('stdout', Buffer.from(' line\n'))
    expect(timeline.since(1_500)).toEqual(['one line'])
  })
})

test.each([
  ['long lines', 'x'.repeat(1_999), 10_000],
  ['lines that are cut short', 'x'.repeat(20_000), 2_000],
  ['empty lines', '', 100_000],
])('Timeline keeps %s within its limit', (_what, line, count) => {
  const limit = 100_000
  const timeline = open(limit)
  const lines = Buffer.from(`${line}\n`.repeat(count / 100))
  for (let times = 0; times < 100; times++) timeline.feed('stdout', lines)
  timeline.feed('stdout', Buffer.from('last\n'))
  const kept = timeline.since(0)
  expect(kept.at(-1)).toBe('last')
  expect(kept.reduce((sum, text) => sum + 2 * text.length, 0)).toBeLessThan(limit)
  if (line !== '') expect(kept.length).toBeGreaterThan(10)
})
