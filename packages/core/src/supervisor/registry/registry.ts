import { existsSync } from 'node:fs'
import { pickProcess, type PlannedProcess, planProcesses } from '../../declaration/index.js'
import { ExecutorError } from '../../errors/index.js'
import { now } from '../../internal/clock.js'
import type { Location } from '../../internal/own-folder.js'
import { owner, type KeptFolder } from '../../process/index.js'
import type { AcquireRequest, RunSummary } from '../../protocol/index.js'
import type { Recorder } from '../../report/index.js'
import {
  describeBehalf,
  describeKey,
  describeOuter,
  type ResolvedRequest,
  type Client,
  type Plan,
} from './request-key.js'
import {
  type Blueprint,
  type Holder,
  type Lease,
  type Observer,
  outlivesRun,
  Service,
  type ServiceEnd,
  type ServiceParts,
  Statistics,
} from '../service/index.js'
import { KeeperLinks, IdlePolicy, KeptProcess, type KeptProcessParts } from '../keeper/index.js'
import { describeOwner } from './await-earlier-runs.js'
import { restartChanged } from './restart-changed.js'
import { Spares } from './spares.js'

/** The parameters of a registry. */
export interface RegistryParts {
  readonly observer: Observer
  /** The folder for the output of every process; `undefined` if nothing can be written. */
  readonly logFolder: { choose(name: string, number: number): Location | undefined } | undefined
  readonly recorder: Recorder | undefined
  /** Whether this supervisor is a keeper: it belongs to no run. */
  readonly isKeeper: boolean
  /** The folder of the run: kept if this process is killed, and removed when no process needs it any more. */
  readonly runFolder?: KeptFolder
  /** Called once, before the first process. */
  readonly onFirst?: () => void
  /** Resolves when the processes of earlier runs of the project have ended. */
  readonly earlierRuns?: Promise<unknown>
  /** Called when a process has ended completely. */
  readonly onGone?: () => void
}

/** Variables that the supervisor inherits only if its first client is a worker. */
const variablesOfWorkers =
  /^(?:VITEST_(?:POOL|WORKER)_ID|JEST_WORKER_ID|NODE_TEST_(?:CONTEXT|WORKER_ID))$/
const keptPlans = 500

/** All services of a run; requests with the same key share one. */
export class Registry {
  readonly #services = new Map<string, Service>()
  readonly #ending = new Map<string, Promise<unknown>>()
  /** Those that have not ended completely. */
  readonly #living = new Set<Service>()
  readonly #plans = new Map<string, Plan>()
  readonly #statistics = new Statistics()
  readonly #environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !variablesOfWorkers.test(name)),
  )
  /** The holder of processes that live as long as the run. */
  readonly run: Holder = {
    is: 'run',
    describe: ({ service }) => this.#idlePolicy?.describe(service) ?? 'run',
  }
  readonly #spares: Spares
  readonly #faults: unknown[] = []
  readonly #keepers = new KeeperLinks()
  readonly #parts: RegistryParts
  readonly #idlePolicy: IdlePolicy | undefined
  #hasEnded = false
  #opened = 0

  constructor(parts: RegistryParts) {
    const { observer, runFolder } = parts
    this.#parts = parts
    observer.log(describeOwner(owner.id))
    if (runFolder !== undefined) owner.keep(runFolder)
    if (parts.isKeeper) this.#idlePolicy = new IdlePolicy((service) => this.retire(service))
    this.#spares = new Spares({
      open: (key, blueprint) => this.#start(key, blueprint),
      isBusy: () => this.#isBusy(),
      log: (line) => observer.log(line),
    })
  }

  /** Whether there was ever a process. */
  get hasHeld(): boolean {
    return this.#opened > 0
  }

  /**
   * Takes a lease of the requested process for a client; the process may still be starting.
   *
   * @throws {@link DeclarationError} that lists every problem of the declarations
   */
  acquire(client: Client, request: AcquireRequest): Lease<Service> {
    if (this.#hasEnded) throw new ExecutorError(`Cannot start "${request.name}": the run has ended`)
    const outer = new Map(
      Object.entries(request.bound).map(([name, id]) => [name, client.findLease(id)] as const),
    )
    const plan = this.#plan(request, outer)
    this.#spares.enterFile(client.id, request.units.file)
    const asked = { client, request, plan, outer }
    const service = this.#find(asked, pickProcess(plan, request.name))
    const lease = service.join(client, describeBehalf(request, service.plan))
    // After the waiting client was notified.
    const fill = (): unknown => setImmediate(() => this.#spares.fill())
    service.life.whenReady(client).then(fill, fill)
    return lease
  }

  /** Called when a client is gone: its file needs no spares any more. */
  leave(client: Client): void {
    this.#spares.leave(client.id)
  }

  /** The services that have not ended completely. */
  get services(): readonly Service[] {
    return [...this.#living]
  }

  /** What ending processes wait for, in words. */
  describeWaits(): string[] {
    return this.services.flatMap(({ life }) => life.ending?.describeWait() ?? [])
  }

  /** The statistics of all processes so far. */
  get summary(): RunSummary {
    return this.#statistics.summary
  }

  /** Releases the lease of the run if a service has no other holder. */
  async retire(service: Service): Promise<void> {
    if (service.holders.every(({ is }) => is === 'run')) await service.dropHolders()
  }

  /** Restarts the processes that crashed or whose files have changed, and their dependents. */
  async restartChanged(): Promise<void> {
    await restartChanged([...this.#services.values()])
  }

  /** Called when the run is abandoned: its processes are killed soon. */
  hurry(): void {
    const since = now()
    for (const service of this.#living) service.life.hurry(since)
  }

  /**
   * Ends all processes, dependents first.
   *
   * @returns the errors of those that ended unexpectedly
   */
  async end(): Promise<readonly unknown[]> {
    this.#hasEnded = true
    this.#spares.end()
    for (const service of this.#services.values()) service.dropHolders().catch(() => undefined)
    while (this.#ending.size > 0) await Promise.all(this.#ending.values())
    return this.#faults
  }

  #plan(request: AcquireRequest, outer: ReadonlyMap<string, Lease<Service>>): Plan {
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

  #find(asked: ResolvedRequest, wanted: PlannedProcess): Service {
    const key = describeKey(asked, wanted)
    const found = this.#services.get(key)
    if (found !== undefined) return found
    const blueprint = this.#draw(asked, wanted)
    const isShared = wanted.scope === 'run' || wanted.scope === 'worker'
    const spare = isShared ? undefined : this.#spares.take(blueprint, asked.client.id)
    if (spare !== undefined) return this.#handOver(spare, key)
    const service = this.#start(key, blueprint, asked.client)
    if (isShared) service.join(this.run)
    else this.#spares.adopt(service, asked.client.id)
    return service
  }

  /** Its dependencies begin to start before it does; independent ones start in parallel. */
  #draw(asked: ResolvedRequest, plan: PlannedProcess): Blueprint<Service> {
    const { request, outer } = asked
    const dependencies = plan.dependencies.map((name) => {
      const inBlock = asked.plan.get(name)
      const service = inBlock === undefined ? outer.get(name)?.service : this.#find(asked, inBlock)
      if (service === undefined) throw new ExecutorError(`"${name}" is not held`)
      return [name, service] as const
    })
    const isShared = plan.scope === 'run' || plan.scope === 'worker'
    const environment = isShared ? this.#environment : request.environment
    const context = { environment, folder: request.folder, worker: request.worker }
    return { plan, dependencies: new Map(dependencies), context }
  }

  #start(key: string, blueprint: Blueprint<Service>, wantedBy?: Client): Service {
    if (this.#opened === 0) this.#parts.onFirst?.()
    const holder: Holder = {
      is: 'process',
      get dependent() {
        return service
      },
    }
    const dependencies = new Map(
      [...blueprint.dependencies].map(([name, each]) => [name, each.join(holder)]),
    )
    const service: Service = new Service({
      key,
      blueprint,
      dependencies,
      wantedBy,
      predecessor: this.#findPredecessors(key, blueprint),
      ...this.#chooseLogFile(blueprint.plan.options.name),
      observer: this.#parts.observer,
      statistics: this.#statistics,
      recorder: this.#parts.recorder,
      kept: this.#keep(blueprint, dependencies),
      useListener: this.#idlePolicy,
      onEnd: (end) => this.#forget(service, end),
    })
    this.#services.set(key, service)
    this.#living.add(service)
    return service
  }

  #keep(
    blueprint: Blueprint<Service>,
    dependencies: KeptProcessParts['dependencies'],
  ): ServiceParts['kept'] {
    const { observer, isKeeper } = this.#parts
    if (isKeeper || !outlivesRun(blueprint)) return undefined
    const holder = observer.describeRun()
    return new KeptProcess({ links: this.#keepers, blueprint, dependencies, holder })
  }

  /** Resolves when the processes have ended that block its start. */
  async #findPredecessors(key: string, { plan }: Blueprint<Service>): Promise<void> {
    const others = [...this.#services.values()]
    const { earlierRuns } = this.#parts
    await Promise.all([
      earlierRuns,
      this.#ending.get(key),
      this.#idlePolicy?.makeWay(plan.options.name, others),
    ])
  }

  #handOver(spare: Service, key: string): Service {
    this.#services.delete(spare.key)
    this.#services.set(key, spare)
    spare.handOver(key)
    return spare
  }

  /** Whether a client waits for a process that is starting. */
  #isBusy(): boolean {
    return [...this.#services.values()].some(
      ({ life, isSpare }) => life.is === 'starting' && !isSpare,
    )
  }

  /** A new file for each process; an earlier supervisor of the same runner may have created some. */
  #chooseLogFile(name: string): Pick<ServiceParts, 'logFile' | 'logPlace'> {
    const { path, place } = this.#parts.logFolder?.choose(name, ++this.#opened) ?? {}
    if (place !== undefined && existsSync(place)) return this.#chooseLogFile(name)
    return { logFile: path, logPlace: place }
  }

  #forget(service: Service, { gone }: ServiceEnd): void {
    const { key } = service
    this.#spares.forget(service)
    if (this.#services.get(key) === service) this.#services.delete(key)
    const settled = gone
      .catch((error: unknown) => {
        if (this.#hasEnded) this.#faults.push(error)
      })
      .finally(() => {
        this.#living.delete(service)
        this.#parts.onGone?.()
      })
    const all = Promise.all([this.#ending.get(key), settled]).then(() => {
      if (this.#ending.get(key) === all) this.#ending.delete(key)
    })
    this.#ending.set(key, all)
  }
}
