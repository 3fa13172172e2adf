import { describeSibling, type OuterProcess, type PlannedProcess } from '../../declaration/index.js'
import type { AcquireRequest } from '../../protocol/index.js'
import type { Behalf, Holder, Lease, Service } from '../service/index.js'

/** A client as a holder of leases. */
export interface Client extends Holder {
  /** Unique for every client. */
  readonly id: string
  /** @throws {@link ExecutorError} if the client has no such lease */
  findLease(id: string): Lease<Service>
}

/** The processes of a block, by name. */
export type Plan = ReadonlyMap<string, PlannedProcess>

/** A request with its plan, and with the leases it refers to. */
export interface ResolvedRequest {
  readonly client: Client
  readonly request: AcquireRequest
  readonly plan: Plan
  readonly outer: ReadonlyMap<string, Lease<Service>>
}

/** The key of a request: two requests with the same one share a process. */
export function describeKey(
  { client, request }: ResolvedRequest,
  { key, options: { name }, scope, fingerprint }: PlannedProcess,
): string {
  const instance = key === request.name ? (request.instance ?? '') : ''
  switch (scope) {
    case 'run':
      return `${name} of run ${fingerprint}`
    case 'worker':
      return `${name} of worker ${request.worker} ${fingerprint}`
    default:
      return `${name} of ${scope} ${client.id}/${request.units[scope]}${instance} ${fingerprint}`
  }
}

/** The test, file and worker that a client takes a lease for. */
export function describeBehalf(
  { units, worker }: AcquireRequest,
  { scope }: PlannedProcess,
): Behalf {
  const { test, file } = units
  if (file === '') return { worker } // requested by the runner itself
  return scope === 'test' ? { test, file, worker } : { file, worker }
}

/** Describes the processes that a client has already, for the plan of a block that refers to them. */
export function describeOuter(
  outer: ReadonlyMap<string, Lease<Service>>,
): ReadonlyMap<string, OuterProcess> {
  return new Map(
    [...outer].map(([name, { service }]) => {
      const { scope, fingerprint, options } = service.plan
      const isKept = options.keep !== undefined
      return [
        name,
        { ...describeSibling({ ...options, executor: options.kind }), scope, isKept, fingerprint },
      ]
    }),
  )
}
