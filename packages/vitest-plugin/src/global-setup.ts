import type { TestProject } from 'vitest/node'
import { findRoot } from './root.js'

/** Vitest calls it for every project of which at least one test file will run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = findRoot()
  project.provide('mirakuru', await root.start(project))
  return () => root.stop()
}
