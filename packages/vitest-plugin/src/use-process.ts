import { performance } from 'node:perf_hooks' // the global one may be a fake
import {
  deferHandle,
  HeldProcess,
  type Handle,
  type HandleByKind,
  type NamedHandle,
  type ProcessName,
} from '@mirakuru/core/client'
import {
  describeUnknownName,
  findMisuse,
  listReferences,
  type Declaration,
  type ExecutorKind,
  type Scope,
} from '@mirakuru/core/declaration'
import { ExecutorError, type DeclarationError } from '@mirakuru/core/errors'
import { beforeAll, beforeEach, inject, TestRunner, type TestContext } from 'vitest'
import type { Block } from './block.js'
import { CallSite } from './call-site.js'
import { findDeclaration, type ProcessFixture } from './fixture.js'
import { beginUse, giveBack, guardTests } from './guard.js'
import { holdings } from './holdings.js'
import { reportStart } from './report.js'
import {
  connectEarly,
  describeUnits,
  findClient,
  findProjectFolder,
  nameInstance,
} from './worker.js'

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

const defaultStartTimeout = 60_000
/** So that the error of a start that takes too long is ours, not Vitest's, also where the supervisor is slow. */
const hookReserve = 60_000

/**
 * Holds a process for the tests of this file, or of the `describe` block it is called in: one of the plugin's block by
 * name, or one that is declared here, whose default scope is `file`. With scope `test` every test gets its own.
 *
 * @returns a handle that can be used once the first hook runs
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
  const callSite = new CallSite()
  const use = prepareUse(wanted, callSite)
  guardTests()
  // While the file is still being collected; what is wrong shows when it is needed.
  let early = use.isReady ? open(use, undefined) : undefined
  const prepared: Promise<unknown> = early?.start() ?? connectEarly()
  prepared.catch(() => undefined)
  let held: HeldProcess | undefined
  let owner: TestContext['task'] | undefined
  const start = async (test: TestContext['task'] | undefined): Promise<() => Promise<void>> => {
    // The same test is one more attempt.
    if (owner !== test && owner?.result?.state === 'run') throw describeConflict(use)
    // The body of a test that was given up may wait for ever, and with it what would have been done after it.
    if (held !== undefined) await giveBack(held, owner, callSite)
    owner = test
    const process = early ?? open(use, test)
    early = undefined
    held = process
    const startedAt = performance.now()
    await process.start({ signal: undefined })
    reportStart(test, process, { scope: use.scope, readyAfter: performance.now() - startedAt })
    callSite.keepFor(process)
    holdings.add(process, test)
    if (test === undefined) await beginUse(process, undefined)
    return async () => {
      if (held === process) held = undefined
      await giveBack(process, test, callSite)
    }
  }
  if (use.scope === 'test') beforeEach(({ task }) => callSite.blame(() => start(task)), use.timeout)
  else beforeAll(() => callSite.blame(() => start(undefined)), use.timeout)
  return deferHandle(
    {
      name: use.label,
      when: 'useProcess() starts it before the tests; use it in a test or a hook',
    },
    () => held,
  )
}

function open(
  { processes, key, folder, instance }: Use,
  test: TestContext['task'] | undefined,
): HeldProcess {
  const units = describeUnits(test)
  return new HeldProcess(findClient(), { processes, name: key, folder, units, instance })
}

interface Use {
  readonly processes: Block['processes']
  readonly key: string
  readonly label: string
  readonly folder: string
  readonly scope: Scope
  /** What makes this use another than one that is declared alike; processes of the block are shared. */
  readonly instance: string | undefined
  /** Whether it runs already, and for the whole run: to take it costs nothing. */
  readonly isReady: boolean
  /** Milliseconds. */
  readonly timeout: number
}

function prepareUse(
  wanted: string | Declaration | ProcessFixture<Handle>,
  callSite: CallSite,
): Use {
  try {
    const use = describeUse(wanted)
    if (TestRunner.getCurrentTest() !== undefined) throw describeTooLate(use)
    return use
  } catch (error) {
    throw callSite.mark(error)
  }
}

function describeUse(wanted: string | Declaration | ProcessFixture<Handle>): Use {
  if (typeof wanted === 'string') return describeUseOfBlock(wanted)
  const declaration = findDeclaration(wanted) ?? (wanted as Declaration)
  const misuse = findMisuse(declaration)
  if (misuse !== undefined) throw misuse
  return describeOwnUse(declaration)
}

function describeUseOfBlock(name: string): Use {
  const block = readBlock()
  const declaration = block?.processes[name]
  if (block === undefined || declaration === undefined) throw describeUnknown(name, block)
  const { folder, processes } = block
  const { scope = 'run' } = declaration
  const timeout = addUp(Object.values(processes))
  return {
    processes,
    key: name,
    label: declaration.name ?? name,
    folder,
    scope,
    instance: undefined,
    isReady: inject('mirakuru')?.[name] !== undefined,
    timeout,
  }
}

/** Only one that refers to others needs to know the block. */
function describeOwnUse(declaration: Declaration): Use {
  const { scope = 'file', executor, name } = declaration
  const folder = findProjectFolder()
  const key = ''
  const own = { [key]: { ...declaration, scope } as Declaration }
  const common = {
    key,
    label: name ?? `${executor} executor`,
    scope,
    instance: nameInstance({}),
    isReady: false,
  }
  const block = listReferences(declaration).length === 0 ? undefined : readBlock()
  if (block === undefined)
    return { ...common, processes: own, folder, timeout: addUp([declaration]) }
  // Relative paths of the block begin elsewhere.
  const placed = { cwd: folder, ...own[key] } as Declaration
  const processes = { ...block.processes, [key]: placed }
  return { ...common, processes, folder: block.folder, timeout: addUp(Object.values(processes)) }
}

function readBlock(): Block | undefined {
  return inject('mirakuru.block') as Block | undefined
}

/** How long a start may take, with everything it depends on. */
function addUp(declarations: readonly Declaration[]): number {
  const timeouts = declarations.map(({ startTimeout = defaultStartTimeout }) => startTimeout)
  return timeouts.reduce((sum, each) => sum + each, hookReserve)
}

function describeUnknown(name: string, block: Block | undefined): DeclarationError {
  const advice = `add mirakuru({ processes: { ${name}: … } }) to the plugins of the Vitest configuration`
  return describeUnknownName(name, Object.keys(block?.processes ?? {}), advice)
}

function describeTooLate({ label }: Use): ExecutorError {
  return new ExecutorError(
    `Cannot use "${label}": useProcess() was called while a test ran; call it outside, at the top of the file or in describe()`,
  )
}

function describeConflict({ label }: Use): ExecutorError {
  return new ExecutorError(
    `"${label}" belongs to another test that runs at the same moment: useProcess() with scope "test" cannot tell ` +
      'concurrent tests apart; use a fixture, test.extend({ … })',
  )
}
