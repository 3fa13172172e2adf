import { AsyncResource } from 'node:async_hooks'
import { after } from 'node:test'
import { findWorkerClient, TestFile, type Caller, type ProcessUse } from '@mirakuru/core/adapter'
import { findBlock } from './block.js'
import { NodeTest } from './node-test.js'
import { filePath, reporter } from './worker.js'

/** Hooks that are added here are those of the whole file, wherever that happens. */
const outside = new AsyncResource('mirakuru')
let opened: TestFile | undefined

/** The file whose tests run here. */
export function findTestFile(): TestFile {
  return (opened ??= openTestFile())
}

/**
 * What one call of a function means that tests call.
 *
 * @throws DeclarationError, at that call
 */
export function findUse(wanted: unknown, caller: Caller): ProcessUse {
  const use = findTestFile().use(wanted, caller)
  if (use.target.problem !== undefined) throw use.callSite.mark(use.target.problem)
  // The supervisor can boot while the file is loaded; what is wrong shows when it is needed.
  findWorkerClient()
    .connect()
    .catch(() => undefined)
  return use
}

function openTestFile(): TestFile {
  const file = new TestFile({
    path: filePath,
    folder: process.cwd(),
    block: findBlock(),
    advise: (name) => `add ${name} to mirakuru.json, or to the file that MIRAKURU_PROCESSES names`,
    findClient: findWorkerClient,
  })
  outside.runInAsyncScope(() => after(() => endFile(file)))
  return file
}

async function endFile(file: TestFile): Promise<void> {
  await NodeTest.endThoseThatAreOver()
  await reporter.settle()
  const loss = await file.findLoss()
  if (loss !== undefined && !NodeTest.hasFailed) throw loss
}
