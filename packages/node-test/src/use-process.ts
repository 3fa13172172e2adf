import { AsyncResource, executionAsyncId } from 'node:async_hooks'
import { after, beforeEach, type TestContext } from 'node:test'
import type { ProcessUse } from '@mirakuru/core/adapter'
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
  const use = findUse(wanted, useProcess)
  return findGroup().add(use, describeMoment(use))
}

function describeMoment({ scope }: ProcessUse): string {
  if (scope === 'test')
    return 'useProcess() starts it before each test of its file or describe block; use it in a test'
  return (
    'useProcess() starts it before the first test of its file or describe block, or when start() of it is called; ' +
    'what modules read when they are loaded is set by "env" of the block; ' +
    'use it in a test, or in a before() hook that calls start() first'
  )
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
