import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const jest = dirname(createRequire(import.meta.url).resolve('jest/package.json'))

/** Without what Vitest says of the worker that this test runs in. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:VITEST|CI$)/.test(name)),
)

test('files and workers of Jest have databases of their own', async () => {
  const { stderr } = await run(
    process.execPath,
    [join(jest, 'bin/jest.js'), '--maxWorkers=2', '--testMatch=**/*.test.cjs'],
    {
      cwd: join(import.meta.dirname, '../projects/postgres-jest'),
      env,
    },
  )
  expect(stderr).toContain('8 passed, 8 total')
})
