// Of Node's module, not of the global object: there a test may have put fake ones.
import { clearTimeout, setTimeout } from 'node:timers'
import {
  addInnermostCause,
  tellFailure,
  type HeldProcess,
  type ProcessFailure,
} from '@mirakuru/core/client'
import { ProcessCrashedError, SupervisorError } from '@mirakuru/core/errors'
import { afterAll, aroundAll, aroundEach, expect, TestRunner, type TestContext } from 'vitest'
import { CallSite } from './call-site.js'
import { setUpAnew } from './failed-set-up.js'
import { FailureReport } from './failure-report.js'
import { holdings } from './holdings.js'
import { endLater, settleEnds, tellEnds } from './later-ends.js'
import { noteFile, tellLoss } from './loss.js'

type Test = TestContext['task']

/** How long the body of a test has to fail by itself when one of its processes has crashed. */
const grace = 30

/** What shows while a test is watched over. */
interface Watch {
  /** What showed when a process was given back. */
  failure?: ProcessFailure
  /** Of that process. */
  callSite?: CallSite
  /** The processes of its file that it has begun to use, or may use. */
  readonly inUse: Set<HeldProcess>
}

const guarded = new Map<Test, Watch>()
let guardedFile: string | undefined

/**
 * Watches over the tests of this file: one whose process crashes fails at once, and one that fails shows what its
 * processes printed meanwhile.
 */
export function guardTests(): void {
  const file = expect.getState().testPath
  if (file !== undefined && file === guardedFile) return
  guardedFile = file
  try {
    aroundEach(guard, Infinity)
    afterAll(settleEnds, Infinity)
    aroundAll(async (runFile) => {
      await runFile()
      await finishFile()
    }, Infinity)
  } catch {
    // Declared while a test runs: it is too late to watch over that one.
  }
}

/**
 * Gives a process back that a test, or its file, does not need any more. That it has crashed meanwhile is told by the
 * guard of its test, once.
 */
export async function giveBack(
  held: HeldProcess,
  owner: Test | undefined,
  callSite: CallSite,
): Promise<void> {
  const state = owner === undefined ? undefined : guarded.get(owner)
  await FailureReport.remember(owner, held)
  holdings.remove(held)
  const released = held.release({ waits: owner === undefined })
  if (held.isShared) return void released.catch(() => undefined) // the run has it: nothing is stopped
  try {
    const lease = await released
    if (lease !== undefined && owner !== undefined)
      endLater(lease, { test: nameOf(owner), callSite })
  } catch (error) {
    // With its supervisor everything is gone; a test that has failed need not be told as well.
    if (error instanceof SupervisorError && owner?.result?.state === 'fail') return
    const isFailure = error instanceof ProcessCrashedError || error instanceof SupervisorError
    if (state === undefined || !isFailure) throw callSite.mark(error)
    state.failure ??= error
    state.callSite ??= callSite
  }
}

/** After a hook that has thrown Vitest leaves out what gives processes back; the worker may live on. */
async function finishFile(): Promise<void> {
  for (const [held, owner] of holdings.all())
    await giveBack(held, owner, CallSite.of(held) ?? new CallSite())
  await settleEnds()
  tellEnds()
  await tellLoss()
}

/** Runs a test and watches over its processes. */
const guard = async (
  runTest: () => Promise<void>,
  { task }: Pick<TestContext, 'task'>,
): Promise<void> => {
  if (guarded.has(task)) return runTest()
  guarded.set(task, { inUse: new Set() })
  noteFile(task)
  const report = new FailureReport(task)
  try {
    await prepare(task)
    await setUpAnew(task, () => runUntilFailure(runTest, task))
  } catch (error) {
    throw await report.explain(error)
  } finally {
    await endUses(task)
    holdings.accept(task)
    guarded.delete(task) // the next attempt of the same test is another
    await report.complete()
  }
}

/** A crash between two tests is told by the next one, and one that nobody can mend by all that follow. */
async function prepare(test: Test): Promise<void> {
  for (const held of holdings.of(test)) {
    try {
      await recover(held)
      await beginUse(held, test)
    } catch (error) {
      throw CallSite.of(held)?.mark(error) ?? error
    }
  }
}

async function recover(held: HeldProcess): Promise<void> {
  const { failure, onCrash } = held
  if (failure === undefined) return
  if (onCrash === 'restart' && failure === held.crash) await held.start()
  else throw tell(failure, undefined, held)
}

/**
 * A process that tests share is reset, if an earlier one has used it.
 *
 * @param test - the one that begins to use it; `undefined` before hooks prepare it for all tests of the file
 */
export async function beginUse(held: HeldProcess, test: Test | undefined): Promise<void> {
  const inUse = test === undefined ? new Set<HeldProcess>() : guarded.get(test)?.inUse
  if (inUse === undefined || inUse.has(held)) return
  try {
    await held.beginUse()
  } catch (error) {
    if (test !== undefined && holdings.refuse(test, held, error)) return
    throw error
  }
  inUse.add(held)
  if (test === undefined) await held.endUse(false)
}

async function endUses(test: Test): Promise<void> {
  for (const held of guarded.get(test)?.inUse ?? [])
    await held.endUse(holdings.hasUsed(test, held)).catch(() => undefined) // it may be gone
}

async function runUntilFailure(runTest: () => Promise<void>, test: Test): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let failure: ProcessFailure | undefined
  const stop = holdings.whenFailed(test, (held, noticed) => {
    if (failure !== undefined) return
    const error = tell(noticed, test, held)
    failure = error
    timer = setTimeout(() => endBody(test, error), grace)
  })
  try {
    await runTest()
  } finally {
    stop()
    clearTimeout(timer)
  }
  const state = guarded.get(test)
  if (state?.failure !== undefined)
    failure ??= state.callSite?.mark(tell(state.failure, test)) ?? state.failure
  if (failure === undefined) return
  if (test.result?.state !== 'fail') throw failure
  addCause(test, failure)
}

/**
 * Vitest ends the body of a test when the signal of its context is aborted. Only Vitest can abort it, but what Vitest
 * listens to is the event. To give the test up from outside would cost one of Vitest's places for concurrent tests for
 * ever, and a run that has lost them all stands still.
 */
function endBody({ context: { signal } }: Test, error: ProcessFailure): void {
  Object.defineProperty(signal, 'reason', { value: error, configurable: true })
  try {
    signal.dispatchEvent(makeAbortEvent())
  } finally {
    Reflect.deleteProperty(signal, 'reason') // the next attempt of the test has the same signal
  }
}

/** Signals take events of their own kind only. The global `Event` may be another: that of a DOM, beside Node's signals. */
function makeAbortEvent(): Event {
  const controller = new AbortController()
  let kind = Event
  controller.signal.addEventListener('abort', (event) => {
    kind = event.constructor as typeof Event
  })
  controller.abort()
  return new kind('abort')
}

/** Vitest has made plain values of errors by then. */
function addCause(test: Test, { name, message, stack = '' }: ProcessFailure): void {
  addInnermostCause(test.result?.errors?.at(-1), { name, message, stack })
}

/** A crash, or a loss, as it is told by a test; from here on somebody knows of it. */
function tell(failure: ProcessFailure, test: Test | undefined, held?: HeldProcess): ProcessFailure {
  held?.acknowledgeCrash().catch(() => undefined)
  const told = tellFailure(failure, test === undefined ? undefined : nameOf(test))
  return CallSite.of(held)?.mark(told) ?? told
}

function nameOf(test: Test): string {
  const names: string[] = []
  for (let each: Test | Test['suite'] = test; each !== undefined; each = each.suite)
    names.unshift(each.name)
  return names.filter(Boolean).join(' > ')
}

type ImportFile = (
  this: TestRunner,
  ...args: Parameters<TestRunner['importFile']>
) => ReturnType<TestRunner['importFile']>

const key = Symbol.for('mirakuru.guard')
const global = globalThis as { [key]?: () => void }

/** Without isolation files share their modules, so that nothing of ours is evaluated for any but the first of a worker. */
function guardLaterFiles(): void {
  const isFirst = global[key] === undefined
  global[key] = guardTests // of the copy that tests import now
  if (!isFirst) return
  const { prototype } = TestRunner
  const importFile: ImportFile = Reflect.get(prototype, 'importFile')
  prototype.importFile = function (path, source) {
    // Vitest has begun a new file by then.
    if (source === 'collect') global[key]?.()
    return importFile.call(this, path, source)
  }
}

// While the file that imports this is collected, so for all of it; a later call may come from within a describe block.
guardTests()
guardLaterFiles()
