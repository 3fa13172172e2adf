/**
 * For a `globalSetup` and a `globalTeardown` of your own, which replace those of the preset.
 *
 * @module @mirakuru/jest-environment/global
 */

import type { Config } from '@jest/types'

/**
 * Jest calls it once before the tests, for all projects, with the configuration of one of them. Call it in a
 * `globalSetup` of your own, after what processes of the run have to see in `process.env`.
 *
 * @example
 * ```js
 * const { globalSetup } = require('@mirakuru/jest-environment/global')
 *
 * module.exports = async (globalConfig, projectConfig) => {
 *   process.env.API_TOKEN = 'for-tests'
 *   await globalSetup(globalConfig, projectConfig)
 * }
 * ```
 */
export async function globalSetup(
  _globalConfig: Config.GlobalConfig,
  { testEnvironmentOptions }: Config.ProjectConfig,
): Promise<void> {
  const { setUpRun } = await import('./root.js')
  await setUpRun(testEnvironmentOptions)
}

/**
 * Jest calls it after the tests; not when it is killed, or told to end by a signal. Call it in a `globalTeardown` of your
 * own.
 *
 * @example
 * ```js
 * const { globalTeardown } = require('@mirakuru/jest-environment/global')
 *
 * module.exports = async (globalConfig) => {
 *   await globalTeardown(globalConfig)
 * }
 * ```
 */
export async function globalTeardown(globalConfig: Config.GlobalConfig): Promise<void> {
  const { tearDownRun } = await import('./root.js')
  await tearDownRun(globalConfig)
}
