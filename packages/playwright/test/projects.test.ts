import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readReport, runPlaywright } from './support/run-playwright.js'

const chromium = '/usr/bin/chromium'
const hasBrowser = existsSync(chromium)
if (!hasBrowser) console.log(`The tests with a browser are skipped: there is no ${chromium}`)

test('tests and a configuration can be modules of CommonJS', async () => {
  const run = await runPlaywright({ project: 'commonjs' })
  expect(run.exitCode, run.output).toBe(0)
  expect(run.tests).toHaveLength(1)
})

describe.runIf(hasBrowser)('a page in a browser', () => {
  test('finds the server, and its test ends with it', async () => {
    const run = await runPlaywright({ project: 'browser' })
    expect(run.test('shows what the server says').message).toBe('')
    const report = readReport(run, 'ends with the server')
    expect(report.message).toContain(
      'ProcessCrashedError: "site" exited unexpectedly with code 7\n  during the test: ends with',
    )
    expect(report.attachments['mirakuru: site']).toBe('asked for /\n')
  })
})
