import { findWorkerSlot } from '../internal/worker-slot.js'
import type { AcquireRequest } from '../protocol/index.js'
import { requireWorkingFolder } from '../link/index.js'

/** A request for a process; {@link completeRequest} adds the facts of this process. */
export interface HoldRequest
  extends
    Pick<AcquireRequest, 'processes' | 'name' | 'units'>,
    Partial<Pick<AcquireRequest, 'folder' | 'instance' | 'environment'>> {
  /** Processes that are held already, by the names that the declarations have for them. */
  readonly bound?: Readonly<Record<string, { readonly lease: string }>>
}

/** How a process is started. */
export interface HoldOptions {
  /** Cancels the start. */
  readonly signal?: AbortSignal | undefined
  /** How long the start may take. Milliseconds. */
  readonly limit?: number | undefined
}

/** Adds environment, folder, worker slot and leases of this process. */
export function completeRequest({ bound = {}, ...request }: HoldRequest): AcquireRequest {
  const leases = Object.entries(bound).map(([alias, held]) => [alias, held.lease] as const)
  return {
    environment: { ...process.env },
    ...request,
    folder:
      request.folder ?? requireWorkingFolder(request.processes[request.name]?.name ?? request.name),
    bound: Object.fromEntries(leases),
    worker: findWorkerSlot() ?? '1',
  }
}
