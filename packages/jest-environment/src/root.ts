import { findKnownRoot, findRoot, RunRoot, type RootOptions } from '@mirakuru/core/adapter'
import { Narrator } from '@mirakuru/core/client'
import type { Config } from '@jest/types'
import { configVariable, findConfigArgument } from './configured-processes.js'

type Options = Config.ProjectConfig['testEnvironmentOptions']

/** Makes Jest's main process the root of the run: its end is the end of everything. */
export async function setUpRun(options: Options): Promise<void> {
  const earlier = findKnownRoot<RunRoot>()
  const root = findRoot(createRoot)
  const { silent, logLevel, report } = options as RootOptions
  root.configure({ silent, logLevel, report })
  const config = findConfigArgument(process.argv)
  if (config !== undefined) process.env[configVariable] = config
  root.prepare()
  void root.greet()
  // In watch mode there was a run before, whose processes go on; what is wrong shows in the first test that needs them.
  if (earlier?.client.isConnected === true)
    await earlier.client.restartChanged().catch(() => undefined)
}

/**
 * Ends the run, and waits until everything is gone. In watch mode there will be another with the same processes.
 *
 * Processes that ended in a way nobody had asked for make the run fail, also where a test was repeated until it passed.
 * An error thrown here would do that as well, but Jest would write none of its reports then.
 */
export async function tearDownRun({ watch, watchAll }: Config.GlobalConfig): Promise<void> {
  const root = findKnownRoot<RunRoot>()
  if (root === undefined || watch || watchAll) return
  if (await root.finish()) failRun()
}

/** With `--forceExit`, Jest ends its process with the status of its tests, whatever `process.exitCode` says. */
function failRun(): void {
  process.exitCode = 1
  process.once('exit', (code) => {
    if (code === 0) process.exit(1)
  })
}

/** Jest keeps the state of the run at the foot of the terminal. */
function createRoot(): RunRoot {
  return new RunRoot(new Narrator(process.stderr, { isShared: true }))
}
