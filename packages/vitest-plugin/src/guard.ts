// Of Node's module, not of the global object: there a test may have put fake ones.
import { clearTimeout, setTimeout } from 'node:timers'
import { addInnermostCause, tellCrash, type HeldProcess } from '@mirakuru/core/client'
import { ProcessCrashedError, SupervisorError } from '@mirakuru/core/errors'
import { afterAll, aroundAll, aroundEach, expect, type TestContext } from 'vitest'
import { CallSite } from './call-site.js'
import { FailureReport } from './failure-report.js'
import { holdings } from './holdings.js'
import { guardPost, type Guard } from './guard-post.js'
import { endLater, settleEnds, tellEnds } from './later-ends.js'

type Test = TestContext['task']

/** How long the body of a test has to fail by itself when one of its processes has crashed. */
const grace = 30

/** What shows while a test is watched over. */
interface Watch {
  /** A crash that showed when a process was given back. */
  crash?: ProcessCrashedError
  /** Of the process that crashed. */
  callSite?: CallSite
  /** The processes of its file that it has begun to use, or may use. */
  readonly inUse: Set<HeldProcess>
}

const guarded = new Map<Test, Watch>()
let guardedFile: string | undefined

/**
 * Watches over the tests of this file: one whose process crashes fails at once, and one that fails shows what its
 * processes printed meanwhile. Where modules are shared between files, the plugin's set-up file does it for every
 * file; elsewhere this does, for those that declare processes.
 */
export function guardTests(): void {
  guardPost.guard = guard
  guardPost.settle = settleEnds
  guardPost.finish = finishFile
  if (guardPost.isSetUp) return
  const file = expect.getState().testPath
  if (file !== undefined && file === guardedFile) return
  guardedFile = file
  try {
    aroundEach(guard, Infinity)
    afterAll(settleEnds, Infinity)
    aroundAll(async (runFile) => {
      await runFile()
      tellEnds()
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
    if (state === undefined || !(error instanceof ProcessCrashedError)) throw callSite.mark(error)
    state.crash ??= error
    state.callSite ??= callSite
  }
}

/** After a hook that has thrown Vitest leaves out what gives processes back; the worker may live on. */
async function finishFile(): Promise<void> {
  for (const [held, owner] of holdings.all())
    await giveBack(held, owner, CallSite.of(held) ?? new CallSite())
  await settleEnds()
  tellEnds()
}

const guard: Guard = async (runTest, { task }) => {
  if (guarded.has(task)) return runTest()
  guarded.set(task, { inUse: new Set() })
  const report = new FailureReport(task)
  try {
    await prepare(task)
    await runUntilCrash(runTest, task)
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
  if (held.crash === undefined || held.onCrash === 'ignore') return
  if (held.onCrash === 'fail') throw tell(held.crash, undefined, held)
  await held.start()
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

async function runUntilCrash(runTest: () => Promise<void>, test: Test): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let crash: ProcessCrashedError | undefined
  const stop = holdings.whenCrashed(test, (held) => {
    if (crash !== undefined) return
    const error = tell(held.crash, test, held)
    crash = error
    timer = setTimeout(() => endBody(test, error), grace)
  })
  try {
    await runTest()
  } finally {
    stop()
    clearTimeout(timer)
  }
  const state = guarded.get(test)
  crash ??= state?.callSite?.mark(tell(state.crash, test))
  if (crash === undefined) return
  if (test.result?.state !== 'fail') throw crash
  addCause(test, crash)
}

/**
 * Vitest ends the body of a test when the signal of its context is aborted. Only Vitest can abort it, but what Vitest
 * listens to is the event. To give the test up from outside would cost one of Vitest's places for concurrent tests for
 * ever, and a run that has lost them all stands still.
 */
function endBody({ context: { signal } }: Test, error: ProcessCrashedError | undefined): void {
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
function addCause(test: Test, { name, message, stack = '' }: ProcessCrashedError): void {
  addInnermostCause(test.result?.errors?.at(-1), { name, message, stack })
}

/** A crash as it is told by a test; from here on somebody knows of it. */
function tell<Crash extends ProcessCrashedError | undefined>(
  crash: Crash,
  test: Test | undefined,
  held?: HeldProcess,
): Crash {
  held?.acknowledgeCrash().catch(() => undefined)
  if (crash === undefined) return crash
  const told = tellCrash(crash, test === undefined ? undefined : nameOf(test)) as Crash
  return CallSite.of(held)?.mark(told) ?? told
}

function nameOf(test: Test): string {
  const names: string[] = []
  for (let each: Test | Test['suite'] = test; each !== undefined; each = each.suite)
    names.unshift(each.name)
  return names.filter(Boolean).join(' > ')
}

// While the file that imports this is collected, so for all of it; a later call may come from within a describe block.
guardTests()
