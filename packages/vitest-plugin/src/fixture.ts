import { DeclarationError } from '@mirakuru/core/errors'
import type { Declaration } from '@mirakuru/core/declaration'
import { TestRunner, type TestContext } from 'vitest'
import { ExecutorHandle, type Handle } from './handle.js'
import { reportStart } from './report.js'
import { watchTimeLimit } from './time-limit.js'

/**
 * A Vitest fixture whose value is a handle.
 *
 * For scopes other than `test` the value is really the tuple `[function, options]` that Vitest wants, but Vitest's
 * types infer the fixture's value from the function form only.
 */
export type ProcessFixture<Value> = (
  context: object,
  use: (value: Value) => Promise<void>,
) => Promise<void>

type Use = (value: unknown) => Promise<void>
type Test = TestContext['task']

const scopes = ['test', 'file'] as const
let startModule: Promise<unknown> | undefined
type Scope = (typeof scopes)[number]

/** Makes the fixture of a declaration; its default scope is `test`. */
export function createFixture<Value extends Handle>(
  declaration: Declaration,
): ProcessFixture<Value> {
  const scope = readScope(declaration)
  // Loading takes time that no test's limit should pay for, so it begins with the first declaration.
  startModule ??= import('./start.js')
  const fixture = scope === 'test' ? createTestFixture(declaration) : createFileFixture(declaration)
  return fixture as ProcessFixture<Value>
}

/** Vitest reads the names between these braces, so they have to stand in the source. */
function createTestFixture(declaration: Declaration): unknown {
  return async ({ task, signal }: TestContext, use: Use): Promise<void> => {
    await provide({ declaration, scope: 'test', test: task, signal }, use)
  }
}

/** Fixtures of files get no test context, but the test that needs the process first pays for it all the same. */
function createFileFixture(declaration: Declaration): unknown {
  // eslint-disable-next-line no-empty-pattern -- Vitest demands a destructured parameter
  const fixture = async ({}: object, use: Use): Promise<void> => {
    const test = TestRunner.getCurrentTest<Test>()
    await provide({ declaration, scope: 'file', test, signal: undefined }, use)
  }
  return [fixture, { scope: 'file' }]
}

interface Provision {
  readonly declaration: Declaration
  readonly scope: Scope
  readonly test: Test | undefined
  readonly signal: AbortSignal | undefined
}

async function provide({ declaration, scope, test, signal }: Provision, use: Use): Promise<void> {
  const findTimeLeft = watchTimeLimit(test)
  const { startWithin } = await import('./start.js')
  const startedAt = performance.now()
  const limit = findTimeLeft()
  const executor = await startWithin({ declaration, limit, testTimeout: test?.timeout, signal })
  const handle = new ExecutorHandle(executor)
  reportStart(test, handle, { scope, readyAfter: performance.now() - startedAt })
  try {
    await use(handle)
  } finally {
    await executor.stop()
  }
}

function readScope({ executor, scope = 'test' }: Declaration): Scope {
  if (scopes.includes(scope as Scope)) return scope as Scope
  throw new DeclarationError(`${executor} executor`, [
    { path: 'scope', message: `must be "test" or "file" in a fixture, not "${scope}"` },
  ])
}
