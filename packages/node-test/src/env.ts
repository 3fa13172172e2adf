/**
 * For `--import`: the variables of the project's block are set before the first module of a test file is loaded.
 *
 * @example
 * ```sh
 * node --import @mirakuru/node-test/env --test
 * ```
 *
 * @module @mirakuru/node-test/env
 */

import { isMainThread } from 'node:worker_threads'
import { findBlock } from './block.js'
import { findTestFile } from './test-file.js'
import { findGroup } from './use-process.js'

/** Inherited by everything that a test file starts, which has its variables already. */
const marker = 'MIRAKURU_VARIABLES'

if (loadsTests()) {
  process.env[marker] = 'set'
  // Nobody knows which variables there would be.
  const { fault } = findBlock() ?? {}
  if (fault !== undefined) throw fault
  const variables = findTestFile().describeVariables()
  await variables.set(process.env)
  // Of the file, so that they are held until all of its tests are over.
  const group = findGroup()
  variables.uses.forEach((use) => group.add(use))
}

/** The runner loads it as well, for its own process, where no tests run unless they are not isolated. */
function loadsTests(): boolean {
  if (!isMainThread || process.env[marker] !== undefined) return false
  if (process.env['NODE_TEST_CONTEXT'] !== undefined || !process.execArgv.includes('--test'))
    return true
  const flags = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ')
  return /--(?:experimental-)?test-isolation[= ]none\b/.test(flags)
}
