import type { TestProject } from 'vitest/node'
import { findRoot } from './root.js'

/** Vitest calls it before the first test, for projects of which at least one file will run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = findRoot()
  await root.start(project)
  return () => root.stop()
}
