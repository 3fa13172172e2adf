import { spawn } from 'node:child_process'
import { afterEach, expect, test, vi } from 'vitest'
import { watchRunner } from '../../src/supervisor/watch-runner.js'
import { afterTest } from '../support/cleanup.js'
import { expectDeath, identityOf, killToDeath } from '../support/processes.js'

afterEach(() => void vi.useRealTimers())

test.each([
  ['whose start time is known', (startTime: string) => startTime],
  ['of a system that does not tell start times', () => ''],
])('watchRunner() sees the end of a runner %s, and not before', async (_title, tell) => {
  const runner = identityOf(spawn('sleep', ['1000'], { stdio: 'ignore' }).pid)
  afterTest(() => killToDeath([runner]))
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const onEnd = vi.fn()
  watchRunner({ pid: runner.pid, startTime: tell(runner.startTime) }, onEnd)
  vi.advanceTimersByTime(1_000)
  expect(onEnd).not.toHaveBeenCalled()
  process.kill(runner.pid, 'SIGKILL')
  await expectDeath(runner, 8_000)
  vi.advanceTimersByTime(1_000)
  expect(onEnd).toHaveBeenCalledOnce()
})
