import { TestRunner } from 'vitest'
import type { FileGuard } from './guard.js'

/** Vitest 4 does not declare them. */
type FilesOfRun = Parameters<TestRunner['onAfterRunFiles']>

const key = Symbol.for('mirakuru.guard')

/**
 * Vitest's own runner of tests, for projects whose configuration sets variables: they have to be there before the first
 * module of a file is loaded, and Vitest loads set-up files side by side.
 */
export default class ProcessRunner extends TestRunner {
  override async importFile(
    ...args: Parameters<TestRunner['importFile']>
  ): Promise<Awaited<ReturnType<TestRunner['importFile']>>> {
    await (await findGuard()).setVariables()
    return super.importFile(...args)
  }

  // eslint-disable-next-line typescript/no-misused-promises -- Vitest waits for it
  override async onAfterRunFiles(...files: FilesOfRun): Promise<void> {
    await (await findGuard()).close()
    super.onAfterRunFiles(...files)
  }
}

/** What tests import, as late as they do: it begins to watch over the file that is loaded. */
async function findGuard(): Promise<FileGuard> {
  await import('#in-test')
  return (globalThis as unknown as { readonly [key]: FileGuard })[key]
}
