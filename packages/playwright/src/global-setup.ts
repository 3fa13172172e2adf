import { findRoot, RunProcesses, RunRoot, TestFile } from '@mirakuru/core/adapter'
import type { FullConfig } from '@playwright/test'
import { describeSource, findConfigured, findFolder, type Configured } from './config.js'

/**
 * Playwright calls it before the tests, but not for a list of them; what it returns, after them.
 *
 * @throws what the first process says that could not be started
 */
export default async function setUp(config: FullConfig): Promise<() => Promise<void>> {
  const { block: declared, options, callSite } = findConfigured() as Configured
  const root = findRoot(() => new RunRoot())
  root.configure(options)
  root.prepare()
  await root.greet()
  const ofRun = new RunProcesses(root)
  const folder = findFolder(config)
  const block = { ...declared, folder, source: describeSource(config) }
  await callSite.blame(() => ofRun.start(block))
  const run = { path: '', folder, block, advise: String, findClient: () => root.client }
  const variables = new TestFile(run).describeVariables()
  // Workers inherit them.
  await callSite.blame(() => variables.set(process.env))
  const { [options.baseURL ?? '']: base } = await ofRun.readValues(block)
  // What Playwright itself does for `webServer`: workers inherit it, and `use.baseURL` comes before it.
  if (base?.url !== undefined) process.env['PLAYWRIGHT_TEST_BASE_URL'] = base.url
  return async () => {
    variables.takeBack()
    const hasCrashed = await callSite.blame(() => root.end())
    if (hasCrashed) process.once('exit', failRun)
  }
}

/** Playwright ends its process with the status of its tests, whatever `process.exitCode` says before. */
function failRun(): void {
  process.exitCode ||= 1
}
