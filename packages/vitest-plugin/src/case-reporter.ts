import type { TestMessage } from '@mirakuru/core/client'
import type { Reporter, TestCase, Vitest } from 'vitest/node'
import { findVitestRoot } from './root.js'

/** Tells the report of a run when tests begin and end; of those that do not run it does not. */
class CaseReporter implements Reporter {
  onTestCaseReady(test: TestCase): void {
    if (!isRun(test)) return
    findVitestRoot().tests.report({ ...describe(test), startedAt: Date.now(), state: 'running' })
  }

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result()
    if (!isRun(test) || state === 'pending') return
    // Of one that skips itself Vitest does not tell how long it took.
    const { startTime: startedAt, duration } = test.diagnostic() ?? {
      startTime: Date.now(),
      duration: 0,
    }
    findVitestRoot().tests.report({
      ...describe(test),
      startedAt,
      endedAt: startedAt + duration,
      state,
    })
  }
}

/** Once for all projects. */
export function addCaseReporter({ config }: Vitest): void {
  const { reporters } = config as { reporters: unknown[] }
  if (reporters.some((each) => each instanceof CaseReporter)) return
  reporters.push(new CaseReporter())
}

function isRun({ options: { mode } }: TestCase): boolean {
  return mode === 'run' || mode === 'only'
}

function describe({ id, fullName, module }: TestCase): Pick<TestMessage, 'id' | 'name' | 'file'> {
  return { id, name: fullName, file: module.moduleId }
}
