import { AsyncLocalStorage } from 'node:async_hooks'
import type { TestContext } from 'vitest'

type Test = TestContext['task']

/** Fixtures of tests that could not be set up, with the functions that did not. */
const failedOfTests = new WeakMap<Test, Set<object>>()
/** Those of files; without isolation, of all files of this worker. */
const failedOfFiles = new Set<object>()
/** What is to be set up anew in the attempt that runs. */
const attempts = new AsyncLocalStorage<Set<object>>()
let isPatched = false

/**
 * Vitest 4 takes a fixture whose set-up has thrown for set up: a test that is retried gets `undefined`, and whoever else
 * asks for a fixture of the file the same error again. Vitest 5 sets it up again, see `withFixtures()` and
 * `resolveScopeFixtureValue()` in both.
 *
 * @param owner - the test that the fixture was for; `undefined` when it is one of the file
 */
export function noteFailedSetUp(fixture: object, owner: Test | undefined): void {
  if (owner === undefined) {
    failedOfFiles.add(fixture)
  } else {
    const failed = failedOfTests.get(owner) ?? new Set()
    failedOfTests.set(owner, failed.add(fixture))
  }
  patchOnce()
}

/** Runs an attempt of a test; what an earlier one could not set up is set up anew. */
export async function setUpAnew(test: Test, run: () => Promise<void>): Promise<void> {
  const failed = failedOfTests.get(test)
  failedOfTests.delete(test)
  await (failed === undefined ? run() : attempts.run(failed, run))
}

/** Vitest keeps both in collections that nobody else can reach; they ask for it before each set-up. */
function patchOnce(): void {
  if (isPatched) return
  isPatched = true
  patch(WeakSet.prototype, (fixture) => attempts.getStore()?.delete(fixture) === true)
  patch(WeakMap.prototype, (fixture) => failedOfFiles.delete(fixture))
}

type Collection = Pick<WeakSet<object>, 'has' | 'delete'>

/** @param forget - says of the function of a fixture, once, whether it is to be set up anew */
function patch(prototype: Collection, forget: (fixture: object) => boolean): void {
  const has: (this: Collection, key: object) => boolean = Reflect.get(prototype, 'has')
  prototype.has = function (key) {
    const { value } = Object(key) as { value?: unknown }
    if (typeof value === 'function' && forget(value)) this.delete(key)
    return has.call(this, key)
  }
}
