import type { RunnerTask, TestContext } from 'vitest'
import { findClient } from './worker.js'

let file: TestContext['task']['file'] | undefined
let isTold = false

/** The file whose tests run now. */
export function noteFile(test: TestContext['task']): void {
  file = test.file
}

/**
 * For the very end of a file: one in which the run has lost its processes does not pass, even if none of its tests asks
 * for them any more, was retried, or was expected to fail.
 *
 * @throws `SupervisorError` where no test of this file has failed; once in a worker
 */
export async function tellLoss(): Promise<void> {
  const loss = isTold ? undefined : await findClient().findLoss()
  if (loss === undefined || file === undefined) return
  isTold = true
  if (!hasFailed(file)) throw loss
}

function hasFailed(task: RunnerTask): boolean {
  return task.result?.state === 'fail' || ('tasks' in task && task.tasks.some(hasFailed))
}
