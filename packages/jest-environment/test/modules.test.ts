import { expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

test('CommonJS tests without transform', async () => {
  const run = await runJest({ project: 'commonjs' })
  console.log(run.output, run.notes, run.exitCode)
  expect(run.exitCode).toBe(0)
})
