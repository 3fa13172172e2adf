import type { PlannedProcess } from '../../declaration/index.js'
import { createParsedExecutor, type SimpleExecutor } from '../../executors/index.js'
import type { StartContext } from '../../lifecycle/index.js'
import type { HeldService } from './lease.js'

/** What all instances of a process have in common. */
export interface Blueprint<S extends HeldService = HeldService> {
  readonly plan: PlannedProcess
  /** The processes it refers to, by the names it uses for them. */
  readonly dependencies: ReadonlyMap<string, S>
  readonly context: Pick<StartContext, 'environment' | 'folder' | 'worker'>
}

/** Creates the executor of an instance; that of a resource finds its server and its agent among the dependencies. */
export function createExecutorOf({ plan, dependencies }: Blueprint): SimpleExecutor {
  return createParsedExecutor(plan.options, (key) => dependencies.get(key)?.executor)
}

/** Whether a second instance can run beside it: its port, file and socket are its own. */
export function hasOwnPlace({ options }: PlannedProcess): boolean {
  const { port, filename, socketPath } = options
  const isPrivate = (path: string | undefined): boolean => path === undefined || path.includes('{')
  return port === undefined && isPrivate(filename) && isPrivate(socketPath)
}

/** Whether the process is kept for the next run; in CI there is none. */
export function outlivesRun({ plan }: Blueprint): boolean {
  const hasNext = ['', '0', 'false', undefined].includes(process.env['CI'])
  return plan.options.keep !== undefined && hasNext
}

/** Variables that Vitest changes for every worker; the workers of one slot are otherwise equal. */
const differsByWorker = new Set(['VITEST_WORKER_ID'])

/** Whether instances of the two blueprints are interchangeable. */
export function isSameMake(one: Blueprint, other: Blueprint): boolean {
  return (
    one.plan.fingerprint === other.plan.fingerprint &&
    one.context.worker === other.context.worker &&
    isSameEnvironment(one.context.environment, other.context.environment)
  )
}

function isSameEnvironment(one: NodeJS.ProcessEnv, other: NodeJS.ProcessEnv): boolean {
  if (one === other) return true
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => differsByWorker.has(name) || one[name] === other[name])
}
