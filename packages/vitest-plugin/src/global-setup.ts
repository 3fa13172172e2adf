import type { TestProject } from 'vitest/node'
import { findRoot } from './root.js'

/** Vitest calls it for every project of which at least one test file will run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = findRoot()
  const values = await root.start(project)
  // What the root project is given, some versions give to all: nothing is not given.
  if (Object.keys(values).length > 0) project.provide('mirakuru', values)
  return () => root.stop()
}
