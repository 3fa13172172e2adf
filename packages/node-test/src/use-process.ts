import { AsyncResource, executionAsyncId } from 'node:async_hooks'
import { after, beforeEach, type TestContext } from 'node:test'
import type { Handle, HandleByKind, NamedHandle, ProcessName } from '@mirakuru/core/client'
import type { Declaration, ExecutorKind } from '@mirakuru/core/declaration'
import { findUse } from './test-file.js'
import { UseGroup } from './use-group.js'
import type { Processes } from './processes.js'

/** By what Node itself knows blocks by. */
const groups = new Map<number, UseGroup>()

/**
 * Holds a process for the tests of this file, or of the `describe` block it is called in: one of the block by name, or one
 * that is declared here, whose default scope is `file`. It is started before the first test that runs. With scope `test`
 * every test gets its own.
 *
 * @returns a handle that can be used in tests; in a `before()` hook call its `start()` first
 * @throws `DeclarationError` when the block has no process of that name
 * @example
 * ```ts
 * const redis = useProcess(tcpExecutor('redis-server --port {port} --dir {tmp}'))
 *
 * test('answers', async () => {
 *   const client = await createClient({ socket: { port: redis.port } }).connect()
 * })
 * ```
 */
export function useProcess<Kind extends ExecutorKind>(
  declaration: Declaration<Kind>,
): HandleByKind[Kind]
export function useProcess<Name extends ProcessName<Processes>>(
  name: Name,
): NamedHandle<Processes, Name>
export function useProcess(wanted: unknown): Handle {
  return findGroup().add(findUse(wanted, useProcess))
}

/** The group of the block that is being defined. */
export function findGroup(): UseGroup {
  const id = executionAsyncId()
  const known = groups.get(id)
  if (known !== undefined) return known
  const group = new UseGroup()
  groups.set(id, group)
  const block = new AsyncResource('mirakuru')
  // A start has a time limit of its own.
  const timeout = Infinity
  beforeEach((context) => group.begin(context as TestContext), { timeout })
  // Node runs hooks in the order in which they were added: it comes behind those that the block adds.
  after(() => block.runInAsyncScope(() => after(() => group.release(), { timeout })))
  return group
}
