import { expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

test('useProcess() is not mocked where everything else is', async () => {
  const run = await runJest({ project: 'automock' })
  expect(run.exitCode, run.output).toBe(0)
  expect(run.test('has a process, and mocks beside it').status).toBe('passed')
})
