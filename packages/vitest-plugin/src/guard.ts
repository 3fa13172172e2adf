import type { HeldProcess } from '@mirakuru/core/client'
import { ProcessCrashedError } from '@mirakuru/core/errors'
import { aroundEach, expect, type TestContext } from 'vitest'
import { FailureReport } from './failure-report.js'
import { holdings } from './holdings.js'
import { globalGuard, type Guard } from './setup.js'

type Test = TestContext['task']

/** How long the body of a test has to fail by itself when one of its processes has crashed. */
const grace = 30

/** The tests that are watched over, and the crashes that showed when their processes were given back. */
const guarded = new Map<Test, { crash?: ProcessCrashedError }>()
let guardedFile: string | undefined

/**
 * Watches over the tests of this file: one whose process crashes fails at once, and one that fails shows what its
 * processes printed meanwhile. The plugin's set-up file does it for every file; without it, this does for those that
 * declare processes.
 */
export function guardTests(): void {
  globalGuard.current = guard
  if (globalGuard.isSetUp) return
  const file = expect.getState().testPath
  if (file !== undefined && file === guardedFile) return
  guardedFile = file
  try {
    aroundEach(guard)
  } catch {
    // Declared while a test runs: it is too late to watch over that one.
  }
}

/**
 * Gives a process back that a test, or its file, does not need any more. That it has crashed meanwhile is told by the
 * guard of its test, once.
 */
export async function giveBack(held: HeldProcess, owner: Test | undefined): Promise<void> {
  const state = owner === undefined ? undefined : guarded.get(owner)
  await FailureReport.remember(owner, held)
  holdings.remove(held)
  try {
    await held.release()
  } catch (error) {
    if (state === undefined || !(error instanceof ProcessCrashedError)) throw error
    state.crash ??= error
  }
}

const guard: Guard = async (runTest, { task }) => {
  if (guarded.has(task)) return runTest()
  guarded.set(task, {})
  const report = new FailureReport(task)
  try {
    await prepare(task)
    await runUntilCrash(runTest, task)
  } catch (error) {
    throw await report.explain(error)
  } finally {
    guarded.delete(task) // the next attempt of the same test is another
    await report.complete()
  }
}

/** A crash between two tests is told by the next one, and one that nobody can mend by all that follow. */
async function prepare(test: Test): Promise<void> {
  for (const held of holdings.of(test)) {
    if (held.crash === undefined || held.onCrash === 'ignore') continue
    if (held.onCrash === 'fail') throw tell(held.crash, undefined, held)
    await held.start()
  }
}

async function runUntilCrash(runTest: () => Promise<void>, test: Test): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let crash: ProcessCrashedError | undefined
  const crashed = new Promise<never>((_resolve, reject) => {
    const stop = holdings.whenCrashed(test, (held) => {
      stop()
      const error = tell(held.crash, test, held)
      crash = error
      timer = setTimeout(() => reject(error), grace)
    })
  })
  try {
    await Promise.race([runTest(), crashed])
  } finally {
    clearTimeout(timer)
  }
  crash ??= tell(guarded.get(test)?.crash, test)
  if (crash === undefined) return
  if (test.result?.state !== 'fail') throw crash
  addCause(test, crash)
}

/** What failed a moment after the crash failed because of it. */
function addCause(test: Test, { name, message, stack = '' }: ProcessCrashedError): void {
  const [error] = test.result?.errors?.slice(-1) ?? []
  if (error !== undefined && error.cause === undefined) error.cause = { name, message, stack }
}

/** A crash as it is told by a test; from here on somebody knows of it. */
function tell<Crash extends ProcessCrashedError | undefined>(
  crash: Crash,
  test: Test | undefined,
  held?: HeldProcess,
): Crash {
  held?.acknowledgeCrash().catch(() => undefined)
  if (crash === undefined) return crash
  const { exitCode, signal, log, message } = crash
  const name = test === undefined ? undefined : nameOf(test)
  const when = name === undefined ? '  before this test' : `  during the test: ${name}`
  const [headline, ...facts] = message.split('\n')
  const fields = { exitCode, signal, log, test: name }
  return new ProcessCrashedError([headline, when, ...facts].join('\n'), fields) as Crash
}

function nameOf(test: Test): string {
  const names: string[] = []
  for (let each: Test | Test['suite'] = test; each !== undefined; each = each.suite)
    names.unshift(each.name)
  return names.filter(Boolean).join(' > ')
}
