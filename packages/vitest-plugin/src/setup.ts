import { aroundEach, type TestContext } from 'vitest'

/** Runs a test and watches over its processes. */
export type Guard = (runTest: () => Promise<void>, context: TestContext) => Promise<void>

const key = Symbol.for('mirakuru.guard')
const global = globalThis as { [key]?: { current?: Guard; isSetUp?: boolean } }

/** Where this file, which every test file loads, and the plugin, which only some do, find each other. */
export const globalGuard: { current?: Guard; isSetUp?: boolean } = (global[key] ??= {})

/** Called by the set-up file: files that use no process pay for this function alone. */
export function setUp(): void {
  globalGuard.isSetUp = true
  aroundEach((runTest, context) => globalGuard.current?.(runTest, context) ?? runTest())
}
