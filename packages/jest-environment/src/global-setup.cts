import type { Config } from '@jest/types'

/** Jest calls it once before the tests, for all projects, with the configuration of one of them. */
export default async function globalSetup(
  _globalConfig: Config.GlobalConfig,
  { testEnvironmentOptions }: Config.ProjectConfig,
): Promise<void> {
  const { setUpRun } = await import('./root.js')
  await setUpRun(testEnvironmentOptions)
}
