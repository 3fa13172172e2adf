import {
  TestFile,
  type Attempt,
  type FileVariables,
  type ProcessUse,
  type StartOptions,
} from '@mirakuru/core/adapter'
import { SupervisorError } from '@mirakuru/core/errors'
import {
  afterAll,
  aroundAll,
  aroundEach,
  expect,
  inject,
  TestRunner,
  type RunnerTask,
  type TestContext,
} from 'vitest'
import { warnOfBareDeclarations } from './bare-declaration.js'
import type { Block } from './block.js'
import { setUpAnew } from './failed-set-up.js'
import { acceptFixtures } from './file-fixtures.js'
import { throwLateExits, VitestTest } from './vitest-test.js'
import { findClient, findProjectFolder } from './worker.js'

type Test = TestContext['task']

interface CurrentFile {
  readonly path: string | undefined
  readonly file: TestFile
  readonly variables: FileVariables
  /** Settles when they are set. */
  areSet?: Promise<void>
}

const attempts = new Map<Test, Attempt>()
let current: CurrentFile | undefined
/** Those that are set. */
let variables: FileVariables | undefined
/** Whose tests run now. */
let suite: Test['file'] | undefined

/**
 * Watches over the tests of this file: one whose process crashes fails at once, and one that fails shows what its
 * processes printed meanwhile.
 */
export function guardTests(): TestFile {
  const path = expect.getState().testPath
  if (current !== undefined && current.path === path) return current.file
  const file = createFile(path)
  current = { path, file, variables: file.describeVariables() }
  try {
    aroundEach((runTest, { task }) => guard(file, task, runTest), Infinity)
    afterAll(() => file.settle(), Infinity)
    aroundAll(async (runFile) => {
      await runFile()
      await finish(file)
    }, Infinity)
  } catch {
    // Declared while a test runs: it is too late to watch over that one.
  }
  return file
}

function createFile(path = ''): TestFile {
  return new TestFile({
    path,
    folder: findProjectFolder(),
    block: inject('mirakuru.block') as Block | undefined,
    findClient,
    advise: (name) =>
      `add mirakuru({ processes: { ${name}: … } }) to the plugins of the Vitest configuration (a project has those of the root only with "extends: true")`,
  })
}

/** The file whose tests run; one that is over has nothing that could be watched over. */
export function findFile(): TestFile {
  return current?.file ?? createFile(expect.getState().testPath)
}

/** Starts a process, for a test that runs, for all of its file that ask for it, or before them. */
export async function hold(
  use: ProcessUse,
  test: Test | undefined,
  options?: StartOptions,
): Promise<void> {
  const attempt = test === undefined ? undefined : attempts.get(test)
  await (attempt === undefined ? findFile().hold(use, options) : attempt.start(use, options))
}

/**
 * Gives a process back that a test, or its file, does not need any more. That it has crashed meanwhile is told by the
 * guard of its test, once.
 */
export async function giveBack(use: ProcessUse, owner: Test | undefined): Promise<void> {
  const attempt = owner === undefined ? undefined : attempts.get(owner)
  const released = attempt?.release(use) ?? findFile().release(use)
  if (use.isShared) return // the run has it: nothing is stopped
  const fault = await released
  if (fault instanceof SupervisorError && owner?.result?.state === 'fail') return
  if (fault !== undefined) throw fault
}

/** After a hook that has thrown Vitest leaves out what gives processes back; the worker may live on. */
async function finish(file: TestFile): Promise<void> {
  const faults = await file.releaseAll()
  await file.settle()
  current = undefined
  throwLateExits(faults)
  if (suite === undefined) return
  const loss = await file.findLoss()
  if (loss !== undefined && !hasFailed(suite)) throw loss
}

function hasFailed(task: RunnerTask): boolean {
  return task.result?.state === 'fail' || ('tasks' in task && task.tasks.some(hasFailed))
}

/** Runs a test and watches over its processes. */
async function guard(file: TestFile, task: Test, runTest: () => Promise<void>): Promise<void> {
  if (attempts.has(task)) return runTest()
  suite = task.file
  const test = new VitestTest(task)
  const attempt = file.begin(test)
  attempts.set(task, attempt)
  try {
    const [reason] = await attempt.begin()
    if (reason === undefined) await setUpAnew(task, runTest)
    else test.fail(reason)
  } catch (error) {
    test.fail(error)
  }
  await attempt.end()
  warnOfBareDeclarations(task.context)
  acceptFixtures(task)
  attempts.delete(task) // the next attempt of the same test is another
  test.end()
}

/** What the runner of a worker calls, see `runner.ts`: of the copy of this module that tests import now. */
export interface FileGuard {
  guardTests(): unknown
  /** Sets the variables of the configuration, once for each file. */
  setVariables(): Promise<void>
  /** The file is over. */
  close(): Promise<void>
}

async function setVariables(): Promise<void> {
  guardTests()
  if (current === undefined || (inject('mirakuru.collects') as unknown) === true) return
  variables = current.variables
  current.areSet ??= variables.set(process.env)
  await current.areSet
}

/** Vitest leaves out all hooks of a file that it could not load, or of which every test is skipped. */
async function close(): Promise<void> {
  variables?.takeBack()
  variables = undefined
  await current?.file.releaseAll()
  current = undefined
}

type ImportFile = (
  this: TestRunner,
  ...args: Parameters<TestRunner['importFile']>
) => ReturnType<TestRunner['importFile']>

const key = Symbol.for('mirakuru.guard')
const global = globalThis as { [key]?: FileGuard }

/** Without isolation files share their modules, so that nothing of ours is evaluated for any but the first of a worker. */
function guardLaterFiles(): void {
  const isFirst = global[key] === undefined
  global[key] = { guardTests, setVariables, close }
  if (!isFirst) return
  const { prototype } = TestRunner
  const importFile: ImportFile = Reflect.get(prototype, 'importFile')
  prototype.importFile = function (path, source) {
    // Vitest has begun a new file by then.
    if (source === 'collect') global[key]?.guardTests()
    return importFile.call(this, path, source)
  }
}

// While the file that imports this is collected, so for all of it; a later call may come from within a describe block.
guardTests()
guardLaterFiles()
