import { expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

test('what tests declare is started in the folder of their project', async () => {
  const [all, one] = await Promise.all([
    runJest({ project: 'monorepo' }),
    runJest({ project: 'monorepo', args: ['--config', 'packages/a/jest.config.js'] }),
  ])
  expect(all.exitCode, all.output).toBe(0)
  expect(all.tests).toHaveLength(2)
  expect(one.exitCode, one.output).toBe(0)
  expect(one.tests).toHaveLength(1)
})
