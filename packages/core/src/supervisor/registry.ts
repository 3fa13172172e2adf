import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  pickProcess,
  planProcesses,
  type OuterProcess,
  type PlannedProcess,
} from '../declaration/plan.js'
import { describeSibling } from '../declaration/sibling.js'
import { ExecutorError } from '../errors/index.js'
import { now } from '../internal/clock.js'
import type { AcquireRequest, RunSummary } from '../protocol/index.js'
import type { Holder, Lease } from './lease.js'
import type { Observer } from './observer.js'
import { Service } from './service.js'
import { Statistics } from './statistics.js'

/** A client as far as leases are concerned. */
export interface Client extends Holder {
  /** Another for every client. */
  readonly id: string
  /** A lease the client has. */
  findLease(id: string): Lease
}

/** What the supervisor's own environment has only because the first client was a worker. */
const variablesOfWorkers = /^(?:VITEST_(?:POOL|WORKER)_ID|JEST_WORKER_ID)$/
const keptPlans = 500

type Plan = ReadonlyMap<string, PlannedProcess>

/** All services of a run, by what makes two requests mean the same process. */
export class Registry {
  readonly #services = new Map<string, Service>()
  readonly #ending = new Map<string, Promise<unknown>>()
  /** Those of which something may be left. */
  readonly #living = new Set<Service>()
  readonly #plans = new Map<string, Plan>()
  readonly #observer: Observer
  readonly #statistics = new Statistics()
  readonly #environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !variablesOfWorkers.test(name)),
  )
  /** Holds what lives as long as the run. */
  readonly run: Holder = { is: 'run' }
  readonly #faults: unknown[] = []
  readonly #logFolder: string | undefined
  #hasEnded = false
  #opened = 0

  /** @param logFolder - gets the output of every process; `undefined` where nothing can be written */
  constructor(observer: Observer, logFolder?: string) {
    this.#observer = observer
    this.#logFolder = logFolder
  }

  /** Whether there ever was a process. */
  get hasHeld(): boolean {
    return this.#opened > 0
  }

  /**
   * A lease of the wanted process, which may still be starting, for a client.
   *
   * @throws {@link DeclarationError} that lists everything that is wrong with the declarations
   */
  acquire(client: Client, request: AcquireRequest): Lease {
    if (this.#hasEnded) throw new ExecutorError(`Cannot start "${request.name}": the run has ended`)
    const outer = new Map(
      Object.entries(request.bound).map(([name, id]) => [name, client.findLease(id)] as const),
    )
    const plan = this.#plan(request, outer)
    return this.#find({ client, request, plan, outer }, pickProcess(plan, request.name)).join(
      client,
    )
  }

  /** What has become of all processes so far. */
  get summary(): RunSummary {
    return this.#statistics.summary
  }

  /** Lets the run give up its lease of a service that nobody else holds. */
  async retire(service: Service): Promise<void> {
    if (service.holders.every(({ is }) => is === 'run')) await service.dropHolders()
  }

  /** The run is abandoned: nobody waits for its processes any more. */
  hurry(): void {
    const since = now()
    for (const service of this.#living) service.hurry(since)
  }

  /**
   * Ends everything that clients and the run hold, what depends on something before that.
   *
   * @returns how processes ended, where that was not asked for
   */
  async end(): Promise<readonly unknown[]> {
    this.#hasEnded = true
    for (const service of this.#services.values()) service.dropHolders().catch(() => undefined)
    while (this.#ending.size > 0) await Promise.all(this.#ending.values())
    return this.#faults
  }

  #plan(request: AcquireRequest, outer: ReadonlyMap<string, Lease>): Plan {
    const { processes, folder } = request
    const key = JSON.stringify([
      processes,
      folder,
      [...outer].map(([name, { service }]) => [name, service.plan.fingerprint]),
    ])
    const plan =
      this.#plans.get(key) ?? planProcesses(processes, { folder, outer: describeOuter(outer) })
    if (this.#plans.size >= keptPlans) this.#plans.clear()
    this.#plans.set(key, plan)
    return plan
  }

  #find(asked: Asked, wanted: PlannedProcess): Service {
    const key = describeKey(asked, wanted)
    const found = this.#services.get(key) ?? this.#open(key, asked, wanted)
    this.#services.set(key, found)
    return found
  }

  /** Its dependencies begin to start before it does; what has none of its own starts beside others. */
  #open(key: string, asked: Asked, wanted: PlannedProcess): Service {
    const { request, plan, outer } = asked
    const dependencies = wanted.dependencies.map((name) => {
      const inBlock = plan.get(name)
      const service = inBlock === undefined ? outer.get(name)?.service : this.#find(asked, inBlock)
      if (service === undefined) throw new ExecutorError(`"${name}" is not held`)
      return [name, service] as const
    })
    const holder: Holder = {
      is: 'process',
      crashed: (_lease, error) => service.tellCrash(error),
    }
    const isShared = wanted.scope === 'run' || wanted.scope === 'worker'
    const service: Service = new Service({
      key,
      plan: wanted,
      dependencies: new Map(dependencies.map(([name, each]) => [name, each.join(holder)])),
      surroundings: {
        environment: isShared ? this.#environment : request.environment,
        folder: request.folder,
        worker: request.worker,
      },
      predecessor: this.#ending.get(key) ?? Promise.resolve(),
      logFile: this.#chooseLogFile(wanted.options.name),
      observer: this.#observer,
      statistics: this.#statistics,
      onEnd: (gone) => this.#forget(key, service, gone),
    })
    this.#living.add(service)
    if (isShared) service.join(this.run)
    return service
  }

  /** One for every process of the run. */
  #chooseLogFile(name: string): string | undefined {
    const number = ++this.#opened
    if (this.#logFolder === undefined) return undefined
    try {
      mkdirSync(this.#logFolder, { recursive: true })
      return join(this.#logFolder, `${number}-${name.replaceAll(/[^\w.-]+/g, '_')}.log`)
    } catch {
      return undefined // a process without a log is better than none
    }
  }

  #forget(key: string, service: Service, gone: Promise<void>): void {
    if (this.#services.get(key) === service) this.#services.delete(key)
    const settled = gone
      .catch((error: unknown) => {
        if (this.#hasEnded) this.#faults.push(error)
      })
      .finally(() => this.#living.delete(service))
    const all = Promise.all([this.#ending.get(key), settled]).then(() => {
      if (this.#ending.get(key) === all) this.#ending.delete(key)
    })
    this.#ending.set(key, all)
  }
}

interface Asked {
  readonly client: Client
  readonly request: AcquireRequest
  readonly plan: Plan
  readonly outer: ReadonlyMap<string, Lease>
}

function describeKey(
  { client, request }: Asked,
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

function describeOuter(outer: ReadonlyMap<string, Lease>): ReadonlyMap<string, OuterProcess> {
  return new Map(
    [...outer].map(([name, { service }]) => {
      const { scope, fingerprint, options } = service.plan
      return [
        name,
        { ...describeSibling({ ...options, executor: options.kind }), scope, fingerprint },
      ]
    }),
  )
}
