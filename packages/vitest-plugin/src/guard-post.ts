import type { TestContext } from 'vitest'

/** Runs a test and watches over its processes. */
export type Guard = (
  runTest: () => Promise<void>,
  context: Pick<TestContext, 'task'>,
) => Promise<void>

/** Where the set-up file, which every test file loads, and the guard, which only some do, find each other. */
export interface GuardPost {
  /** Set by the guard. */
  guard?: Guard
  /** Set by the guard: waits for the processes that tests have left behind. */
  settle?: () => Promise<void>
  /** Set by the guard: gives back what is left at the very end of a file, and throws what was wrong. */
  finish?: () => Promise<void>
  /** Set by the set-up file: it calls all of them, for every test and at the end of every file. */
  isSetUp?: boolean
}

const global = globalThis as { [key: symbol]: GuardPost | undefined }

/** The one of this global object. */
export const guardPost: GuardPost = (global[Symbol.for('mirakuru.guard')] ??= {})
