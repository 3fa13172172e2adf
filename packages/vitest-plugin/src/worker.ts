import { Client } from '@mirakuru/core/client'
import { expect, inject, type TestContext } from 'vitest'

const key = Symbol.for('mirakuru.client')
const global = globalThis as { [key]?: Client }

// Where the plugin is configured there is a supervisor: it can let this worker in while the file is still loaded.
if ((inject('mirakuru.block') as unknown) !== undefined) connectEarly().catch(() => undefined)

/** Connects before anything is needed, unless tests are only collected. What is wrong shows when it is needed. */
export async function connectEarly(): Promise<void> {
  if ((inject('mirakuru.collects') as unknown) !== true) await findClient().connect()
}

/** The client of this worker; in pools that give every file a global object of its own, of this file. */
export function findClient(): Client {
  return (global[key] ??= new Client('worker'))
}

/**
 * The root of the project whose tests run here, where relative paths begin in what they declare. Vitest 4 and 5 run all
 * projects in one working directory, and tell workers the root of theirs in their state only.
 */
export function findProjectFolder(): string {
  const { config } = (globalThis as WorkerGlobal).__vitest_worker__ ?? {}
  return config?.root ?? process.cwd()
}

interface WorkerGlobal {
  readonly __vitest_worker__?: { readonly config?: { readonly root?: string } }
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
