import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend(
  processes({ ends: httpExecutor([...serves, 'ends', '3'], { expectedExitCode: 0 }) }),
)

test('passes before its process ends badly', ({ ends }) => {
  expect(ends.port).toBeGreaterThan(0)
})
