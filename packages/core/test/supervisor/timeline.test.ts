import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Timeline } from '../../src/supervisor/service/timeline.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }))
afterEach(() => void vi.useRealTimers())

const open = (limit = 1_048_576): Timeline =>
  new Timeline({ file: undefined, limit, isRead: () => false, onLine: () => undefined })

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

test.each([
  ['of one long line', 1, 200_000],
  ['of many lines', 2_000, 100],
])(
  'Timeline keeps the end of a chunk that is larger than its limit, %s',
  (_what, count, length) => {
    const timeline = open(20_000)
    const lines = Array.from({ length: count }, (_, index) => String(index).padEnd(length, '.'))
    timeline.feed('stdout', Buffer.from(`${lines.join('\n')}\n`))
    const kept = timeline.since(0)
    expect(kept.at(-1)).toBe(lines.at(-1)?.slice(0, 2_000))
    expect(kept.reduce((sum, text) => sum + 2 * text.length, 0)).toBeLessThan(20_000)
  },
)

test('Timeline tells single lines only while somebody reads them', () => {
  let isRead = false
  const told: string[] = []
  const timeline = new Timeline({
    file: undefined,
    limit: 1_000,
    isRead: () => isRead,
    onLine: (stream, line) => told.push(`${stream} ${line}`),
  })
  timeline.feed('stdout', Buffer.from('one\ntw'))
  isRead = true
  timeline.feed('stdout', Buffer.from('o\r\nthree'))
  timeline.feed('stderr', Buffer.from('\n'))
  timeline.finish('stdout')
  expect(told).toEqual(['stdout two', 'stderr ', 'stdout three'])
  expect(timeline.since(0)).toEqual(['one', 'two', 'three'])
})
