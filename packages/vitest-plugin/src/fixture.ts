import { performance } from 'node:perf_hooks' // the global one may be a fake
import { CallSite, findBound, type Caller } from '@mirakuru/core/adapter'
import type { Handle, HeldProcess } from '@mirakuru/core/client'
import { listReferences, type Declaration } from '@mirakuru/core/declaration'
import { TestRunner, type TestContext } from 'vitest'
import { noteFailedSetUp } from './failed-set-up.js'
import { addFileFixture } from './file-fixtures.js'
import { nameFixture } from './fixture-name.js'
import { findFile, giveBack, guardTests, hold } from './guard.js'
import { startForTest } from './time-limit.js'
import { reportStart } from './report.js'
import { connectEarly } from './worker.js'

/**
 * A Vitest fixture whose value is a handle, for both forms of `test.extend`.
 *
 * It is really the tuple `[function, options]` that Vitest wants; but Vitest's types infer the fixture's value from the
 * function forms only: from what `use` takes in the object form, from what is returned in the builder form.
 */
export type ProcessFixture<Value> = (
  context: object,
  use:
    | ((value: Value) => Promise<void>)
    | { readonly onCleanup: (cleanup: () => void | Promise<void>) => void },
) => Omit<Promise<void>, ''> & Promise<Value>

type Use<Value> = (value: Value) => Promise<void>
type Context = Record<string, unknown> & Partial<TestContext>
type Test = TestContext['task']

const declarations = new WeakMap<object, Declaration>()

/**
 * Makes the fixture of a declaration; its default scope is `test`.
 *
 * @param factory - the function that tests call
 */
export function createFixture<Value extends Handle>(
  given: Declaration,
  factory: Caller,
): ProcessFixture<Value> {
  const { scope = 'test' } = given
  const declaration = { ...given, scope } as Declaration
  const callSite = new CallSite(factory)
  guardTests()
  // The supervisor needs a moment to boot, which no test's time limit should have to pay for.
  connectEarly().catch(() => undefined)
  const own = scope === 'test' ? ['task', 'signal'] : []
  const parameters = [...own, ...listReferences(given)]
  const create = (declared: Declaration): object => {
    const provide = async (context: Context, use: Use<HeldProcess>): Promise<void> => {
      await provideProcess({ declaration: declared, context, fixture: provide, callSite }, use)
    }
    return declareParameters(provide, parameters)
  }
  // Vitest has no longer scope than that of a file; what lives longer is held by the run.
  const options = { scope: scope === 'test' ? 'test' : 'file' }
  nameFixture(options, (name) => create({ name, ...declaration }))
  const fixture = [create(declaration), options]
  declarations.set(fixture, given)
  return fixture as unknown as ProcessFixture<Value>
}

/** The declaration that a fixture was made of; `undefined` for anything else. */
export function findDeclaration(fixture: unknown): Declaration | undefined {
  return Array.isArray(fixture) ? declarations.get(fixture) : undefined
}

/** Vitest finds out what a fixture depends on by reading the names between the braces in its source. */
function declareParameters(fixture: object, names: readonly string[]): object {
  return Object.defineProperty(fixture, 'toString', {
    value: () => `async ({ ${names.join(', ')} }, use) => {}`,
  })
}

interface Provision {
  readonly declaration: Declaration
  readonly context: Context
  /** Two fixtures that are declared alike are two processes all the same. */
  readonly fixture: object
  readonly callSite: CallSite
}

async function provideProcess(
  { declaration, context, fixture, callSite }: Provision,
  use: Use<HeldProcess>,
): Promise<void> {
  // Fixtures of files get no test context, but the test that needs the process first pays for it all the same.
  const test = context.task ?? TestRunner.getCurrentTest<Test>()
  const owner = declaration.scope === 'test' ? test : undefined
  const process = findFile().useFixture(declaration, fixture, callSite)
  const bound = await callSite.blame(() => findBound(declaration, context))
  const start = (held: HeldProcess): Promise<void> => startForTest(held, test, findSignal(context))
  const startedAt = performance.now()
  try {
    await hold(process, test, { bound, start })
  } catch (error) {
    noteFailedSetUp(fixture, owner)
    throw error
  }
  reportStart(test, process, performance.now() - startedAt)
  // What a hook has set up may be used by any test, for all that can be seen.
  const isOfFile = owner === undefined && test !== undefined
  const remove = isOfFile ? addFileFixture(process) : undefined
  try {
    if (process.held !== undefined) await use(process.held)
  } finally {
    await giveBack(process, owner)
    remove?.()
  }
}

/**
 * What cancels the start. Vitest 4 has one signal for all attempts of a test: that an earlier one was given up is no
 * matter of this one, but that the run was.
 */
function findSignal({ signal }: Context): AbortSignal | undefined {
  if (signal?.aborted !== true) return signal
  const { name } = Object(signal.reason) as Partial<Error>
  return name === 'TestRunAbortError' ? signal : undefined
}
