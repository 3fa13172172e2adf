import type { LentProcess } from './lent-process.js'
import { resolveOptions } from './resolve.js'
import type { Startable, StartOrder } from './start.js'
import type { Running } from './state.js'

/** Uses a process as if this executor had started it: all operations on it go through the system. */
export function takeProcess(
  executor: Startable,
  { context, onResolved, onLaunched }: StartOrder,
  lent: LentProcess,
): Running {
  const { allocation } = lent
  onResolved(resolveOptions(executor.options, allocation, context))
  const launched = executor.adopt(lent)
  onLaunched(launched.process)
  context.onReady?.()
  const { port, ports = {}, tmp, id } = allocation
  const letOwnerDoIt = { releasePorts: () => undefined, removeTmp: async () => undefined }
  return { ...launched, allocation: { port, ports, tmp, id, ...letOwnerDoIt }, isLent: true }
}
