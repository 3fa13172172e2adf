import { describe, expect, test } from 'vitest'
import { attemptCommand } from '../../src/readiness/index.js'

const { signal } = new AbortController()

describe('attemptCommand()', () => {
  test.each([
    ['exits with 0', { code: 0, signal: null, output: 'fine\n' }, { ready: true }],
    [
      'exits with another code',
      { code: 2, signal: null, output: 'one\ntwo\n\n' },
      { ready: false, reason: 'healthcheck exited with code 2: two' },
    ],
    [
      'says nothing',
      { code: 1, signal: null, output: '' },
      { ready: false, reason: 'healthcheck exited with code 1' },
    ],
    [
      'is killed',
      { code: null, signal: 'SIGKILL', output: '' },
      { ready: false, reason: 'healthcheck was killed by SIGKILL' },
    ],
  ])('tells how a command ended that %s', async (_what, result, attempt) => {
    expect(await attemptCommand(async () => result, signal)).toEqual(attempt)
  })

  test('hands its signal to the command', async () => {
    let given: AbortSignal | undefined
    await attemptCommand(async (aborted) => {
      given = aborted
      return { code: 0, signal: null, output: '' }
    }, signal)
    expect(given).toBe(signal)
  })
})
