import { Client } from '@mirakuru/core/client'
import { expect, inject, type TestContext } from 'vitest'

const key = Symbol.for('mirakuru.client')
const global = globalThis as { [key]?: Client }

// Where the plugin is configured there is a supervisor: it can let this worker in while the file is still loaded.
if ((inject('mirakuru.block') as unknown) !== undefined)
  findClient()
    .connect()
    .catch(() => undefined)

/** The client of this worker; in pools that give every file a global object of its own, of this file. */
export function findClient(): Client {
  return (global[key] ??= new Client('worker'))
}

const instances = new Map<object, number>()

/** On whose behalf a process is asked for: every attempt of a test is another. */
export function describeUnits(
  test: TestContext['task'] | undefined,
): Record<'test' | 'file', string> {
  const attempt = `${test?.id} ${test?.result?.retryCount ?? 0} ${test?.result?.repeatCount ?? 0}`
  return { test: attempt, file: test?.file.filepath ?? expect.getState().testPath ?? '' }
}

/** What makes the process of one fixture or use another than that of one that is declared alike. */
export function nameInstance(owner: object): string {
  const number = instances.get(owner) ?? instances.size + 1
  instances.set(owner, number)
  return ` ${number}`
}
