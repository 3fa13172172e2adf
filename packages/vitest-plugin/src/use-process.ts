import { performance } from 'node:perf_hooks' // the global one may be a fake
import { addUpTimeouts, describeTooLate, type ProcessUse } from '@mirakuru/core/adapter'
import type { Handle, HandleByKind, NamedHandle, ProcessName } from '@mirakuru/core/client'
import type { Declaration, ExecutorKind } from '@mirakuru/core/declaration'
import { ExecutorError } from '@mirakuru/core/errors'
import {
  beforeAll,
  beforeEach,
  inject,
  TestRunner,
  type ProvidedContext,
  type TestContext,
} from 'vitest'
import { findDeclaration, type ProcessFixture } from './fixture.js'
import { giveBack, guardTests, hold } from './guard.js'
import { reportStart } from './report.js'
import { connectEarly } from './worker.js'

type Test = TestContext['task']

/**
 * The processes of the plugin's block, for typed names in `useProcess('name')`. Once it has some, others do not compile.
 *
 * @example
 * ```ts
 * declare module '@mirakuru/vitest-plugin' {
 *   interface Processes {
 *     redis: TcpHandle
 *   }
 * }
 * ```
 */
// eslint-disable-next-line typescript/no-empty-interface -- users add to it
export interface Processes {}

/**
 * Holds a process for the tests of this file, or of the `describe` block it is called in: one of the plugin's block by
 * name, or one that is declared here, whose default scope is `file`. With scope `test` every test gets its own.
 *
 * @returns a handle that can be used once the first hook runs, or after `await` of its `start()`
 * @throws `DeclarationError` when the block has no process of that name
 * @example
 * ```ts
 * const redis = useProcess(tcpExecutor('redis-server --port {port} --dir {tmp}'))
 * const api = useProcess('api')
 *
 * test('answers', async () => {
 *   expect((await fetch(api.url)).status).toBe(200)
 * })
 * ```
 */
export function useProcess<Value extends Handle>(fixture: ProcessFixture<Value>): Value
export function useProcess<Kind extends ExecutorKind>(
  declaration: Declaration<Kind>,
): HandleByKind[Kind]
export function useProcess<Name extends ProcessName<Processes>>(
  name: Name,
): NamedHandle<Processes, Name>
export function useProcess(wanted: string | Declaration | ProcessFixture<Handle>): Handle {
  const use = guardTests().use(findDeclaration(wanted) ?? wanted, useProcess)
  const { problem } = use.target
  if (problem !== undefined) throw use.callSite.mark(problem)
  if (TestRunner.getCurrentTest() !== undefined) throw describeTooLate(use)
  // While the file is still being collected; what is wrong shows when it is needed.
  if (isReady(wanted)) use.startEarly(guardTests().describeOccasion())
  else connectEarly().catch(() => undefined)
  let owner: Test | undefined
  const start = async (test: Test | undefined): Promise<() => Promise<void>> => {
    // The same test is one more attempt.
    if (owner !== test && owner?.result?.state === 'run')
      throw use.callSite.mark(describeConflict(use))
    // The body of a test that was given up may wait for ever, and with it what would have been done after it.
    if (use.held !== undefined && use.scope === 'test') await giveBack(use, owner)
    owner = test
    const startedAt = performance.now()
    await hold(use, test)
    const { held } = use
    reportStart(test, use, performance.now() - startedAt)
    return async () => {
      if (use.held === held) await giveBack(use, test)
    }
  }
  const timeout = addUpTimeouts(use.target)
  if (use.scope === 'test') beforeEach(({ task }) => start(task), timeout)
  else beforeAll(() => start(undefined), timeout)
  return use.createHandle(() => hold(use, undefined))
}

/** Whether it runs already, and for the whole run: to take it costs nothing. */
function isReady(wanted: unknown): boolean {
  const ready = inject('mirakuru') as ProvidedContext['mirakuru'] | undefined
  return typeof wanted === 'string' && ready?.[wanted] !== undefined
}

function describeConflict({ label }: ProcessUse): ExecutorError {
  return new ExecutorError(
    `"${label}" belongs to another test that runs at the same moment: useProcess() with scope "test" cannot tell ` +
      'concurrent tests apart; use a fixture, test.extend({ … })',
  )
}
