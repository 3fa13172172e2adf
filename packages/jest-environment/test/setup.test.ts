import { expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

test.each(['useProcess', 'tcpExecutor'])(
  '%s() in setupFiles is told where it can be called',
  async (CALLS) => {
    const env = { SETUP: 'setupFiles', CALLS }
    const { output } = await runJest({ project: 'setup', args: ['--runInBand'], env })
    expect(output).toContain(
      'Processes cannot be used in setupFiles, which Jest runs before the test environment is set up: use setupFilesAfterEnv',
    )
    expect(output).toMatch(/> \d+ \| .*mirakuru\.useProcess|> \d+ \| .*mirakuru\.tcpExecutor/)
    expect(output).not.toContain('set preset to')
  },
)

test('useProcess() in setupFilesAfterEnv is for all files, also of an environment with one context for all', async () => {
  const env = { SETUP: 'setupFilesAfterEnv' }
  const run = await runJest({ project: 'setup', args: ['--runInBand'], env })
  for (const title of ['one', 'two'])
    expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
  expect(run.exitCode).toBe(0)
})

test('Misspelt options are refused beside those of other environments', async () => {
  const env = { OPTIONS: '{ "url": "http://localhost", "envs": {} }' }
  const { output, exitCode } = await runJest({ project: 'setup', args: ['--runInBand'], env })
  expect(exitCode).toBe(1)
  expect(output).toContain(
    'Invalid testEnvironmentOptions in the Jest configuration:\n      - envs: unknown option; did you mean "env"?\n',
  )
  expect(output).not.toContain('url: unknown option')
  expect(output).not.toMatch(/> \d+ \||at findMisspelt/)
})
