/**
 * For `--test-global-setup`: the processes of scope `run` are ready before the first test, and gone when the runner ends.
 *
 * @example
 * ```js
 * // test/setup.mjs, for node --test --test-global-setup=test/setup.mjs
 * export * from '@mirakuru/node-test/global-setup'
 * ```
 *
 * @module @mirakuru/node-test/global-setup
 */

import { findRoot, RunProcesses, RunRoot } from '@mirakuru/core/adapter'
import { findBlock } from './block.js'

/**
 * Makes the runner the root of the run, and starts the processes of scope `run` that the project declares.
 *
 * @throws what could not be started; no test runs then
 */
export async function globalSetup(): Promise<void> {
  const block = findBlock()
  if (block?.fault !== undefined) throw block.fault
  const root = findRoot(() => new RunRoot())
  root.prepare()
  await root.greet()
  if (block !== undefined) await new RunProcesses(root).start(block)
}

/** Ends the run: all of its processes are gone afterwards. */
export async function globalTeardown(): Promise<void> {
  // Node prints nothing of what a teardown throws.
  if (await findRoot(() => new RunRoot()).finish()) process.exitCode = 1
}
