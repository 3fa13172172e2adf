import { expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

test('a test that is retried because a process did not start has a start of its own in every attempt', async () => {
  const run = await runJest({ project: 'flaky' })
  expect(run.exitCode, run.output).toBe(0)
  expect(run.tests).toHaveLength(2)
})
