import type { TestProject } from 'vitest/node'
import { findVitestRoot } from './root.js'

/** Vitest calls it before the first test, for projects of which at least one file will run or is collected. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = findVitestRoot()
  try {
    await root.setUp(project)
  } catch (error) {
    // Of a run without tests and errors Vitest says that no test file was found, before it says what was thrown.
    project.vitest.state.catchError(error, 'Unhandled Error')
    throw tellAbove()
  }
  return () => root.stop()
}

function tellAbove(): Error {
  const error = new Error('No test was run, because of the error above')
  error.stack = error.message
  return error
}
