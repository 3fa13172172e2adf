import type { Config } from '@jest/types'

const setUpFile = require.resolve('./set-variables.cjs')

/**
 * Where variables are configured, lets Jest load `set-variables.cjs` before the set-up files of a project, which it runs before it sets its environment
 * up. The list itself stays as it is: it is part of what Jest knows transformed files by.
 */
export function addSetUpFile({ setupFiles, testEnvironmentOptions }: Config.ProjectConfig): void {
  if (testEnvironmentOptions['env'] === undefined) return
  const value = function* (this: readonly string[]): Generator<string> {
    yield setUpFile
    for (let index = 0; index < this.length; index++) yield this[index] as string
  }
  Object.defineProperty(setupFiles, Symbol.iterator, { value, configurable: true })
}
