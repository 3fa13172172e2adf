import type { PlannedProcess } from '../../declaration/index.js'
import type { StartContext } from '../../lifecycle/index.js'
import type { HeldService } from './lease.js'

/** Everything that two instances of a process have in common. */
export interface Blueprint<S extends HeldService = HeldService> {
  readonly plan: PlannedProcess
  /** The processes it refers to, by the names it has for them. */
  readonly dependencies: ReadonlyMap<string, S>
  readonly context: Pick<StartContext, 'environment' | 'folder' | 'worker'>
}

/** Whether a second instance is in nobody's way: what it listens on or writes to is its own. */
export function hasOwnPlace({ options }: PlannedProcess): boolean {
  const { port, filename, socketPath } = options
  const isPrivate = (path: string | undefined): boolean => path === undefined || path.includes('{')
  return port === undefined && isPrivate(filename) && isPrivate(socketPath)
}

/** Whether the process is there for the next run. A machine that runs the tests of each change once has no next one. */
export function outlivesRun({ plan }: Blueprint): boolean {
  const hasNext = ['', '0', 'false', undefined].includes(process.env['CI'])
  return plan.options.keep !== undefined && hasNext
}

/** What Vitest gives every worker anew; workers of one slot have nothing else of their own. */
const differsByWorker = new Set(['VITEST_WORKER_ID'])

/** Whether an instance made by one blueprint is as good as one made by the other. */
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
