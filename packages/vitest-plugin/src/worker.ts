import { findWorkerClient } from '@mirakuru/core/adapter'
import type { Client } from '@mirakuru/core/client'
import { ExecutorError } from '@mirakuru/core/errors'
import { inject } from 'vitest'

if ((globalThis as WorkerGlobal).__vitest_worker__ === undefined)
  throw new ExecutorError(
    '"@mirakuru/vitest-plugin" is for test files: in vitest.config, import from "@mirakuru/vitest-plugin/config"',
  )

// Where the plugin is configured there is a supervisor: it can let this worker in while the file is still loaded.
if ((inject('mirakuru.block') as unknown) !== undefined) connectEarly().catch(() => undefined)

/** Connects before anything is needed, unless tests are only collected. What is wrong shows when it is needed. */
export async function connectEarly(): Promise<void> {
  if ((inject('mirakuru.collects') as unknown) !== true) await findClient().connect()
}

/** The client of this worker; in pools that give every file a global object of its own, of this file. */
export function findClient(): Client {
  return findWorkerClient()
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
