import { performance } from 'node:perf_hooks' // the global one may be a fake
import { HeldProcess, type Handle } from '@mirakuru/core/client'
import { DeclarationError } from '@mirakuru/core/errors'
import { listReferences, type Declaration } from '@mirakuru/core/declaration'
import { TestRunner, type TestContext } from 'vitest'
import { CallSite } from './call-site.js'
import { noteFailedSetUp } from './failed-set-up.js'
import { beginUse, giveBack, guardTests } from './guard.js'
import { holdings } from './holdings.js'
import { startInTime } from './time-limit.js'
import { reportStart } from './report.js'
import {
  connectEarly,
  describeUnits,
  findClient,
  findProjectFolder,
  nameInstance,
} from './worker.js'

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

/** Makes the fixture of a declaration; its default scope is `test`. */
export function createFixture<Value extends Handle>(
  declaration: Declaration,
): ProcessFixture<Value> {
  const { scope = 'test' } = declaration
  const callSite = new CallSite()
  guardTests()
  // The supervisor needs a moment to boot, which no test's time limit should have to pay for.
  connectEarly().catch(() => undefined)
  const provide = async (context: Context, use: Use<HeldProcess>): Promise<void> => {
    const provision = {
      declaration: { ...declaration, scope } as Declaration,
      context,
      fixture: provide,
      callSite,
    }
    await provideProcess(provision, use)
  }
  const references = listReferences(declaration)
  const own = scope === 'test' ? ['task', 'signal'] : []
  declareParameters(provide, [...own, ...references])
  // Vitest has no longer scope than that of a file; what lives longer is held by the run.
  const fixture = [provide, { scope: scope === 'test' ? 'test' : 'file' }]
  declarations.set(fixture, declaration)
  return fixture as unknown as ProcessFixture<Value>
}

/** The declaration that a fixture was made of; `undefined` for anything else. */
export function findDeclaration(fixture: unknown): Declaration | undefined {
  return Array.isArray(fixture) ? declarations.get(fixture) : undefined
}

/** Vitest finds out what a fixture depends on by reading the names between the braces in its source. */
function declareParameters(fixture: object, names: readonly string[]): void {
  Object.defineProperty(fixture, 'toString', {
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

/** The key of a declaration that has none: it is called by its own name. */
const anonymous = ''

async function provideProcess(
  { declaration, context, fixture, callSite }: Provision,
  use: Use<HeldProcess>,
): Promise<void> {
  // Fixtures of files get no test context, but the test that needs the process first pays for it all the same.
  const test = context.task ?? TestRunner.getCurrentTest<Test>()
  const held = new HeldProcess(findClient(), {
    processes: { [anonymous]: declaration },
    name: anonymous,
    folder: findProjectFolder(),
    units: describeUnits(test),
    instance: nameInstance(fixture),
    bound: await callSite.blame(async () => findBound(declaration, context)),
  })
  const startedAt = performance.now()
  try {
    await callSite.blame(() => startInTime(held, { test, signal: findSignal(context) }))
  } catch (error) {
    noteFailedSetUp(fixture, declaration.scope === 'test' ? test : undefined)
    throw error
  }
  const readyAfter = performance.now() - startedAt
  reportStart(test, held, { scope: declaration.scope ?? 'test', readyAfter })
  const owner = declaration.scope === 'test' ? test : undefined
  // What a hook has set up may be used by any test, for all that can be seen.
  callSite.keepFor(held)
  if (owner === undefined && test !== undefined) holdings.addFixture(held)
  else holdings.add(held, owner)
  try {
    if (owner === undefined) await callSite.blame(() => beginUse(held, test))
    await use(held)
  } finally {
    await giveBack(held, owner, callSite)
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

/** The fixtures that the declaration refers to: Vitest has set them up before, and will tear them down after. */
function findBound(declaration: Declaration, context: Context): Record<string, HeldProcess> {
  const found = listReferences(declaration).map((name) => [name, context[name]] as const)
  const strangers = found.filter(([, value]) => !(value instanceof HeldProcess))
  if (strangers.length === 0) return Object.fromEntries(found) as Record<string, HeldProcess>
  throw new DeclarationError(
    `${declaration.executor} executor`,
    strangers.map(([name]) => ({
      path: '',
      message: `it refers to the fixture "${name}", which is no process`,
    })),
  )
}
