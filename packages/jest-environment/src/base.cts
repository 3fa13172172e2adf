import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Config } from '@jest/types'
import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment'

/** A test environment, as Jest makes one for every test file. */
export type EnvironmentClass = new (
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
) => JestEnvironment

/**
 * Loads the environment that `testEnvironmentOptions.base` names: `node`, `jsdom`, another package or a path.
 *
 * @throws Error that says what to install or to write
 */
export function loadBase({
  rootDir,
  testEnvironmentOptions,
}: Config.ProjectConfig): EnvironmentClass {
  const { base = 'node' } = testEnvironmentOptions
  if (base === 'node') return readDefault(require('jest-environment-node'), base)
  if (typeof base !== 'string' || base === '')
    throw describeFault(
      'testEnvironmentOptions.base must be the name or path of a test environment',
    )
  const path = resolveBase(base.replaceAll('<rootDir>', rootDir), rootDir)
  return readDefault(require(path), base)
}

function resolveBase(base: string, rootDir: string): string {
  const from = createRequire(join(rootDir, 'package.json'))
  const isPath = /^[./\\]|^[A-Za-z]:/.test(base)
  for (const name of isPath ? [base] : [`jest-environment-${base}`, base]) {
    try {
      return from.resolve(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw describeFault(describeMissing(base, { isPath, rootDir }))
}

function describeMissing(
  base: string,
  { isPath, rootDir }: { isPath: boolean; rootDir: string },
): string {
  const hint = isPath
    ? `there is no such module (relative paths begin at ${rootDir})`
    : `jest-environment-${base} is not installed; add it to the devDependencies`
  return `Cannot extend the test environment "${base}" that testEnvironmentOptions.base names: ${hint}`
}

function readDefault(module: unknown, base: string): EnvironmentClass {
  const { TestEnvironment, default: main = TestEnvironment } = module as Record<string, unknown>
  const found = main ?? module
  if (typeof found === 'function') return found as EnvironmentClass
  throw describeFault(
    `Cannot extend the test environment "${base}" that testEnvironmentOptions.base names: it exports no class`,
  )
}

/** What is wrong is wrong in the configuration: a place in this file would mislead. */
function describeFault(message: string): Error {
  const error = new Error(message)
  error.stack = String(error)
  return error
}
