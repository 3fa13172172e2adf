import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Run } from '../../core/test/support/run.js'
import { runVitest } from './support/run-vitest.js'

const versions = Object.keys(inject('installations'))
const pools = versions.flatMap((version) => [
  [version, 'forks'] as const,
  [version, 'vmThreads'] as const,
])

describe.each(pools)('where timers are fake, Vitest %s, pool %s', (version, pool) => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'fake-timers', version, args: ['--pool', pool] })
  })

  test('the first test of a run gets its process', () => {
    expect(run.test('has a process').status, run.output).toBe('passed')
  })

  test('a test that fails shows what was printed during it, and nothing else', () => {
    const { message } = run.test('fails')
    expect(message).toContain('shared was asked for /meanwhile')
    expect(message).not.toContain('/earlier')
  })

  test('an executor of the worker itself starts and stops', () => {
    expect(run.test('starts one by itself').status, run.output).toBe('passed')
  })

  test('a crash ends the test at once', () => {
    const { message, duration } = run.test('waits for ever')
    expect(message).toContain('ProcessCrashedError: "api" was killed unexpectedly by SIGKILL')
    expect(duration).toBeLessThan(15_000)
  })
})
