import { describe, expect, inject, test } from 'vitest'
import { runVitest } from './support/run-vitest.js'

describe.each(Object.keys(inject('installations')))('in a DOM, Vitest %s', (version) => {
  test.each(['forks', 'vmThreads'])('a crash ends the test at once, pool %s', async (pool) => {
    const run = await runVitest({ file: 'dom', version, args: ['--pool', pool] })
    expect(run.test('has a document').status, run.output).toBe('passed')
    const { message, duration } = run.test('waits for ever')
    expect(message).toContain('ProcessCrashedError: "sleeper" was killed unexpectedly by SIGKILL')
    expect(duration).toBeLessThan(15_000)
    expect(run.output).not.toContain('Unhandled')
  })
})
