import type { Config } from '@jest/types'

/** Jest calls it after the tests; not when it is killed, or told to end by a signal. */
export default async function globalTeardown(globalConfig: Config.GlobalConfig): Promise<void> {
  const { tearDownRun } = await import('./root.js')
  await tearDownRun(globalConfig)
}
