import { afterEach, expect, test, vi } from 'vitest'
import { SimpleExecutor } from '../../src/executors/index.js'
import { ServiceEnd, type EndParts } from '../../src/supervisor/service/service-end.js'

afterEach(() => vi.useRealTimers())

test('The end of a process waits for nothing without a limit, says for what, and gives back what it refers to', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const given: string[] = []
  const lines: string[] = []
  const parts = {
    executor: new SimpleExecutor(['sleep', '1000'], { name: 'api' }),
    blueprint: { plan: { options: { stopTimeout: 10_000 } } },
    dependencies: new Map([['db', { release: async () => void given.push('db') }]]),
    kept: undefined,
    crash: { find: () => undefined },
    recorder: undefined,
    log: (line: string) => void lines.push(line),
  } as unknown as EndParts
  const end = new ServiceEnd(parts, new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(4_000)
  expect(end.describeWait()).toBe('"api" waits for its start to be given up, 4 s so far')
  expect(given).toEqual([])
  await vi.advanceTimersByTimeAsync(6_000)
  const reason = 'Cannot stop "api": timed out after 10 s waiting for its start to be given up'
  await expect(end.gone).rejects.toThrow(reason)
  await expect(end.over).rejects.toThrow(reason)
  expect(given).toEqual(['db'])
  expect(lines).toEqual([reason, 'gone'])
  expect(end.describeWait()).toBeUndefined()
})
