import {
  CallSite,
  findBound,
  ProcessUse,
  shieldFrames,
  type StartOptions,
} from '@mirakuru/core/adapter'
import type { Handle, HandlesOf, HeldProcess } from '@mirakuru/core/client'
import { listReferences, type Declaration } from '@mirakuru/core/declaration'
import { ExecutorError } from '@mirakuru/core/errors'
import type { Fixtures, TestInfo, WorkerInfo } from '@playwright/test'
import { TestAttempt } from './attempt.js'
import { findConfigured } from './config.js'
import { Worker } from './worker.js'

type Use<Value> = (value: Value) => Promise<void>

/** Processes by name. */
export type Declarations = Readonly<Record<string, Declaration>>

/**
 * Fixtures of processes, for `test.extend()`. Without an argument they are those of the configuration, whose types
 * `processes<typeof services>()` says; else their default scope is `test`.
 *
 * @param declared - processes by the names of their fixtures; they can refer to each other, and to those of the `test`
 * that is extended
 * @throws `ExecutorError` when there are none in the configuration
 * @example
 * ```ts
 * const test = base.extend(
 *   processes({
 *     redis: tcpExecutor('redis-server --port {port} --dir {tmp}', { scope: 'worker' }),
 *     api: httpExecutor('node api.js', { env: { PORT: '{port}', REDIS: '{redis.port}' } }),
 *   }),
 * )
 *
 * test('answers', async ({ api, request }) => {
 *   expect((await request.get(api.url)).status()).toBe(200)
 * })
 * ```
 */
export function processes<Declared extends Declarations = {}>(
  declared?: Declared,
): Fixtures<object, HandlesOf<Declared>> {
  const configured = declared === undefined ? findConfigured() : undefined
  const block = declared ?? configured?.block.processes
  if (block === undefined)
    throw new ExecutorError('processes() found none: use withProcesses() in the configuration')
  const { callSite = new CallSite(processes, shieldFrames), options } = configured ?? {}
  const place = { callSite, isConfigured: configured !== undefined }
  const entries = Object.entries(block)
  const fixtures = entries.map(([name, each]) => [name, createFixture(name, each, place)])
  const base = createBaseURL(options?.baseURL)
  const all: object = { ...own, ...(Object.fromEntries(fixtures) as object), ...base }
  return all
}

const workerKey = '_mirakuruWorker'
const testKey = '_mirakuruTest'

interface Given extends Readonly<Record<string, unknown>> {
  readonly [workerKey]: Worker
}

/** What holds the processes of a worker, and begins and ends its tests. Every start and stop has a time limit of its own. */
const own = {
  [workerKey]: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads it
    async ({}: object, use: Use<Worker>, info: WorkerInfo): Promise<void> => {
      const worker = new Worker(info)
      await worker.open()
      await use(worker)
      await worker.close()
    },
    { scope: 'worker', auto: true, box: true, timeout: 0 },
  ],
  [testKey]: [
    async ({ _mirakuruWorker: worker }: Given, use: Use<void>, info: TestInfo): Promise<void> => {
      await worker.enterFile(info)
      await new TestAttempt(worker, info).run(use)
    },
    { scope: 'test', auto: true, box: true, timeout: 0 },
  ],
}

interface Place {
  readonly callSite: CallSite
  readonly isConfigured: boolean
}

/** Those of the configuration know each other; what is declared in tests refers to other fixtures. */
function createFixture(
  name: string,
  given: Declaration,
  { callSite, isConfigured }: Place,
): unknown {
  const declaration: Declaration = { name, ...given }
  const { scope = 'test' } = declaration
  const references = isConfigured ? [] : listReferences(declaration)
  const isOfWorker = scope === 'worker' || scope === 'run'
  const provide = async (fixtures: Given, use: Use<Handle>): Promise<void> => {
    const { [workerKey]: worker } = fixtures
    const holder = worker.attempt ?? worker
    const earlier = worker.ofFile.get(provide)?.held
    if (earlier !== undefined) return use(earlier)
    const started = isConfigured
      ? new ProcessUse(worker.use(name, processes).target, callSite)
      : worker.useFixture(declaration, provide, callSite)
    const find = (): StartOptions =>
      isConfigured ? {} : { bound: findBound(declaration, fixtures) }
    await holder.hold(started, await callSite.blame(find))
    if (scope === 'file') worker.ofFile.set(provide, started)
    await use(started.held as HeldProcess)
    if (scope === 'file') return
    const fault = await (isOfWorker ? worker : holder).release(started)
    if (fault !== undefined) throw fault
  }
  // Playwright sets up what it refers to before, and tears it down after.
  declareParameters(provide, [workerKey, ...(isOfWorker ? [] : [testKey]), ...references])
  return [provide, { scope: isOfWorker ? 'worker' : 'test', timeout: 0 }]
}

/** Playwright finds out what a fixture depends on by reading the names between the braces in its source. */
function declareParameters(fixture: object, names: readonly string[]): void {
  const value = (): string => `async ({ ${names.join(', ')} }, use) => {}`
  Object.defineProperty(fixture, 'toString', { value })
}

/** Tests that have anything to do with the `baseURL` use its process: they end with it when it crashes. */
function createBaseURL(name: string | undefined): object {
  if (name === undefined) return {}
  const provide = async (given: Given, use: Use<unknown>): Promise<void> =>
    use(given['baseURL'] ?? (given[name] as Handle).url)
  declareParameters(provide, ['baseURL', name])
  return { baseURL: provide }
}
