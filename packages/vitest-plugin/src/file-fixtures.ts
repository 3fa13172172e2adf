import type { ProcessUse } from '@mirakuru/core/adapter'
import type { TestContext } from 'vitest'

type Test = TestContext['task']

/** Fixtures of the file, which not every test uses, with the name that tests have for them, once it is known. */
const fixtures = new Map<ProcessUse, string | undefined>()

/** A process is a fixture of the file, until the returned function is called. */
export function addFileFixture(use: ProcessUse): () => void {
  fixtures.set(use, undefined)
  return () => fixtures.delete(use)
}

/** Whether a test that is over had to do with a process. A fixture is in the context of those that asked for it. */
export function hasUsedFixture({ context }: Test, use: ProcessUse): boolean {
  if (!fixtures.has(use)) return true
  const [name] = Object.entries(context).find(([, value]) => value === use.held) ?? []
  if (name !== undefined) fixtures.set(use, name)
  return name !== undefined
}

/**
 * Makes a test fail if it asks for a fixture of its file: Vitest gives it one by assigning it to its context.
 *
 * @returns whether the process is such a fixture
 */
export function refuseFixture({ context }: Test, use: ProcessUse, reason: unknown): boolean {
  const name = fixtures.get(use)
  if (name === undefined) return false
  const set = (): never => {
    throw reason
  }
  return Reflect.defineProperty(context, name, { set, configurable: true })
}

/** Lets a test have its fixtures again, for another attempt. */
export function acceptFixtures({ context }: Test): void {
  for (const name of fixtures.values())
    if (name !== undefined && Object.getOwnPropertyDescriptor(context, name)?.set !== undefined)
      Reflect.deleteProperty(context, name)
}
