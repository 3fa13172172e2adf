import { describeSibling, type OuterProcess, type PlannedProcess } from '../../declaration/index.js'
import type { AcquireRequest } from '../../protocol/index.js'
import type { Behalf, Holder, Lease, Service } from '../service/index.js'

/** A client as far as leases are concerned. */
export interface Client extends Holder {
  /** Another for every client. */
  readonly id: string
  /** A lease the client has. */
  findLease(id: string): Lease<Service>
}

/** The processes of a block, by name. */
export type Plan = ReadonlyMap<string, PlannedProcess>

/** What a client asks for, made out. */
export interface ResolvedRequest {
  readonly client: Client
  readonly request: AcquireRequest
  readonly plan: Plan
  readonly outer: ReadonlyMap<string, Lease<Service>>
}

/** What makes two requests mean the same process. */
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

/** For whom a client has a lease. */
export function describeBehalf(
  { units, worker }: AcquireRequest,
  { scope }: PlannedProcess,
): Behalf {
  const { test, file } = units
  if (file === '') return { worker } // the runner itself asks for it
  return scope === 'test' ? { test, file, worker } : { file, worker }
}

/** Processes that a client has already, as the plan of a block that names them needs to know them. */
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
