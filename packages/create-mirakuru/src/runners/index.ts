import { jest } from './jest.js'
import { nodeTest } from './node-test.js'
import { playwright } from './playwright.js'
import type { Runner } from './runner.js'
import { vitest } from './vitest.js'

/** What `--runner` takes. */
export type RunnerName = 'vitest' | 'jest' | 'playwright' | 'node-test'

const byName: Readonly<Record<RunnerName, Runner>> = {
  vitest,
  jest,
  playwright,
  'node-test': nodeTest,
}

/** All names, in the order in which they are offered. */
export const runnerNames: readonly RunnerName[] = Object.keys(byName) as RunnerName[]

/** What is written for a runner. */
export function findRunner(name: RunnerName): Runner {
  return byName[name]
}
