import type { Reporter, Vitest } from 'vitest/node'
import { findVitestRoot } from './root.js'

/** Tells runs of tests from what only collects them: `vitest list`, and editors. Vitest sets projects up for both. */
class RunReporter implements Reporter {
  async onTestRunStart(): Promise<void> {
    await findVitestRoot().beginRun()
  }

  onTestRunEnd(): void {
    findVitestRoot().endRun()
  }
}

/** Once for all projects. */
export function addRunReporter({ config }: Vitest): void {
  const { reporters } = config as { reporters: unknown[] }
  if (!reporters.some((each) => each instanceof RunReporter)) reporters.push(new RunReporter())
}
