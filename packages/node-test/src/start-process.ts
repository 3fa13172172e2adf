import type { TestContext } from 'node:test'
import type { Handle, HandleByKind, NamedHandle, ProcessName } from '@mirakuru/core/client'
import type { Declaration, ExecutorKind } from '@mirakuru/core/declaration'
import { NodeTest } from './node-test.js'
import { findUse } from './test-file.js'
import { UseGroup } from './use-group.js'
import type { Processes } from './processes.js'

/**
 * Starts a process for the test that runs: one that is declared here, or one of the block by name. It is given back when
 * the test and its `t.after()` hooks are over. Tests that run at the same moment have one each.
 *
 * @param context - what the test is called with
 * @returns a handle of what runs
 * @throws what is wrong with it, or why it did not start
 * @example
 * ```ts
 * test('survives a restart', async (t) => {
 *   const redis = await startProcess(t, tcpExecutor('redis-server --port {port} --dir {tmp}'))
 *   await redis.restart()
 * })
 * ```
 */
export async function startProcess<Kind extends ExecutorKind>(
  context: TestContext,
  declaration: Declaration<Kind>,
): Promise<HandleByKind[Kind]>
export async function startProcess<Name extends ProcessName<Processes>>(
  context: TestContext,
  name: Name,
): Promise<NamedHandle<Processes, Name>>
export async function startProcess(context: TestContext, wanted: unknown): Promise<Handle> {
  const given = typeof wanted === 'object' ? { scope: 'test', ...wanted } : wanted
  const group = new UseGroup()
  const handle = group.add(findUse(given, startProcess), 'the test that it was started for is over')
  NodeTest.of(context).atEnd(() => group.release())
  await group.begin(context)
  return handle
}
