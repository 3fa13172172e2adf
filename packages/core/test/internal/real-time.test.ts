import { expect, test, vi } from 'vitest'
import { realNow, realPause, realTime } from '../../src/internal/real-time.js'

test('Real time goes on where timers are fake', async () => {
  const [startedAt, time] = [realNow(), Date.now()]
  vi.useFakeTimers({ now: 0 })
  try {
    await realPause(20)
    expect(realNow() - startedAt).toBeGreaterThanOrEqual(19)
    expect(realTime()).toBeGreaterThanOrEqual(time)
  } finally {
    vi.useRealTimers()
  }
})
