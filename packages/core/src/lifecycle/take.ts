import { type Child, LiveProcess, type ProcessIdentity } from '../process/index.js'
import type { KeptAllocation } from './allocation.js'
import { resolveOptions } from './resolve.js'
import type { Found, Startable, StartOrder } from './start.js'
import type { Running } from './state.js'

/** A process that another process has started and waited for. */
export interface LentProcess {
  readonly leader: ProcessIdentity
  readonly mark: string
  /** Emits how it ends. */
  readonly child: Child
  /** What it was started with. */
  readonly allocation: KeptAllocation
  readonly found: Found
}

/** Uses a process as if this executor had started it: all operations on it go through the system. */
export function takeProcess(
  executor: Startable,
  { context, onResolved, onLaunched }: StartOrder,
  lent: LentProcess,
): Running {
  const { leader, mark, child, allocation, found } = lent
  const { options, log } = executor
  onResolved(resolveOptions(options, allocation, context))
  const process = new LiveProcess({
    child,
    leader,
    mark,
    log,
    leaves: [],
    watchOver: () => () => undefined,
  })
  const launched = executor.adopt(process, found)
  onLaunched(process)
  context.onReady?.()
  const { port, ports = {}, tmp } = allocation
  const letOwnerDoIt = { releasePorts: () => undefined, removeTmp: async () => undefined }
  return { ...launched, allocation: { port, ports, tmp, ...letOwnerDoIt }, isLent: true }
}
