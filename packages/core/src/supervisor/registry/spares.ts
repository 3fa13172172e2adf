import { availableParallelism } from 'node:os'
import type { ProcessCrashedError } from '../../errors/index.js'
import { lifeOf } from '../../executors/index.js'
import {
  type Blueprint,
  discardWithDependents,
  isSameMake,
  type Lease,
  type Service,
} from '../service/index.js'

/** How long spares are kept when the file that used their like is over: the next one may need them. Milliseconds. */
const linger = 5_000
/** Spares of so many environments are kept for what a client declares alike: tests may take turns, or change it each time. */
const mostAlike = 2

/** What spares need of whoever holds all processes. */
export interface SparesHost {
  /** Starts a process under a key of its own. */
  open(key: string, blueprint: Blueprint<Service>): Service
  /** Whether somebody waits for a process that is being started. */
  isBusy(): boolean
  log(line: string): void
}

/** Processes of scope `test` or `file` that are started ahead of need. Nobody has them, so the spares hold them. */
export class Spares {
  readonly #host: SparesHost
  readonly #pools = new Set<Pool>()
  readonly #files = new Map<string, string>()
  #number = 0
  #starting = 0
  #hasEnded = false

  constructor(host: SparesHost) {
    this.#host = host
  }

  /** A client works for one file at a time: when the next one begins, what the last one used is not needed any more. */
  enterFile(client: string, file: string): void {
    if (this.#files.get(client) === file) return
    this.leave(client)
    this.#files.set(client, file)
  }

  /** The client is gone. */
  leave(client: string): void {
    this.#files.delete(client)
    for (const pool of this.#pools) {
      if (!pool.clients.delete(client) || pool.clients.size > 0) continue
      pool.expiry = setTimeout(() => this.#close(pool), linger).unref()
    }
  }

  /** A spare that is as good as a process that is started now, if there is one; it belongs to whoever takes it. */
  take(blueprint: Blueprint<Service>, client: string): Service | undefined {
    const pool = this.#enter(blueprint, client)
    for (const service of [...pool.waiting].toSorted((one, other) => rank(one) - rank(other))) {
      const isFit = [...blueprint.dependencies].every(
        ([name, each]) => service.blueprint.dependencies.get(name) === each,
      )
      if (!isFit) continue
      pool.waiting.delete(service)
      const serves = service.executor.running() || lifeOf(service.executor).isDone
      if (service.life.is === 'starting' || serves) return service
      this.#discard(service)
    }
    return undefined
  }

  /** A process was started because there was no spare: it shows what spares of it have to be like. */
  adopt(service: Service, client: string): void {
    this.#enter(service.blueprint, client).hasFailed = false
  }

  /** Starts what is missing, as long as nobody waits for a process. */
  fill(): void {
    for (const pool of this.#pools) {
      const { spares = 0 } = pool.blueprint.plan.options
      while (pool.waiting.size < spares && this.#mayStart(pool)) this.#start(pool)
    }
  }

  /** It is a spare no more, because it has ended. */
  forget(service: Service): void {
    for (const pool of this.#pools) pool.waiting.delete(service)
  }

  /** No further ones are started. */
  end(): void {
    this.#hasEnded = true
    for (const pool of this.#pools) this.#close(pool)
  }

  #mayStart(pool: Pool): boolean {
    const isPossible = !this.#hasEnded && pool.isOpen && !pool.hasFailed
    return isPossible && this.#starting < availableParallelism() && !this.#host.isBusy()
  }

  /** Whoever uses a pool uses those that its spares depend on: none of them is closed earlier. */
  #enter(blueprint: Blueprint<Service>, client: string): Pool {
    const dependencies = this.#describeDependencies(blueprint, client)
    const known = [...this.#pools].find((each) => each.makes(blueprint, dependencies))
    const pool = known ?? new Pool(blueprint, dependencies)
    // The one that was used last comes last.
    this.#pools.delete(pool)
    this.#pools.add(pool)
    pool.clients.add(client)
    clearTimeout(pool.expiry)
    this.#leaveOldest(blueprint, client)
    return pool
  }

  /** What a client has asked for before, with environments that it has changed since. */
  #leaveOldest({ plan }: Blueprint<Service>, client: string): void {
    const alike = [...this.#pools].filter(
      ({ blueprint, clients }) =>
        clients.has(client) && blueprint.plan.fingerprint === plan.fingerprint,
    )
    for (const pool of alike.slice(0, -mostAlike)) {
      pool.clients.delete(client)
      if (pool.clients.size === 0) this.#close(pool)
    }
  }

  /** What lives as long as the process itself has spares of its own; what lives longer is shared. */
  #describeDependencies(
    { plan, dependencies }: Blueprint<Service>,
    client: string,
  ): Pool['dependencies'] {
    return new Map(
      [...dependencies].map(([name, service]) => {
        const isShared = service.plan.scope !== plan.scope
        return [name, isShared ? service : this.#enter(service.blueprint, client)]
      }),
    )
  }

  #start(pool: Pool): Service {
    const { plan, context } = pool.blueprint
    const dependencies = new Map(
      [...pool.dependencies].map(([name, each]) => [
        name,
        each instanceof Pool ? this.#pick(each, pool) : each,
      ]),
    )
    const key = `spare ${++this.#number} of ${plan.options.name}`
    const service = this.#host.open(key, { plan, context, dependencies })
    service.join({
      is: 'spare',
      crashed: (_lease: Lease, error: ProcessCrashedError) => this.#giveUp(service, error),
    })
    pool.waiting.add(service)
    this.#starting++
    service.life
      .whenReady()
      .catch((error: unknown) => {
        pool.hasFailed = true // it may always fail: until somebody has started one, there are no others
        this.#giveUp(service, error)
      })
      .finally(() => {
        this.#starting--
        this.fill()
      })
    return service
  }

  /** A spare of what a spare depends on, which no other one has. */
  #pick(pool: Pool, dependent: Pool): Service {
    const used = new Set(
      [...dependent.waiting].flatMap(({ blueprint }) => [...blueprint.dependencies.values()]),
    )
    return [...pool.waiting].find((service) => !used.has(service)) ?? this.#start(pool)
  }

  #giveUp(service: Service, reason: unknown): void {
    if (!service.isSpare) return
    this.#host.log(`${service.key} is given up: ${String(reason)}`)
    this.forget(service)
    this.#discard(service)
  }

  #discard(service: Service): void {
    discardWithDependents(service).catch((error: unknown) => this.#host.log(String(error)))
  }

  /** Together with those whose spares need some of it. */
  #close(pool: Pool): void {
    if (!this.#pools.delete(pool)) return
    for (const each of this.#pools)
      if ([...each.dependencies.values()].includes(pool)) this.#close(each)
    clearTimeout(pool.expiry)
    for (const service of pool.waiting) this.#discard(service)
    pool.waiting.clear()
  }
}

/** The spares of processes of one make. */
class Pool {
  readonly blueprint: Blueprint<Service>
  /** What its spares depend on: a process that lives longer, or spares like themselves. */
  readonly dependencies: ReadonlyMap<string, Service | Pool>
  readonly waiting = new Set<Service>()
  /** Those whose file has used one. */
  readonly clients = new Set<string>()
  hasFailed = false
  expiry: NodeJS.Timeout | undefined

  constructor(blueprint: Blueprint<Service>, dependencies: Pool['dependencies']) {
    this.blueprint = blueprint
    this.dependencies = dependencies
  }

  /** Whether its spares are like the process that is asked for. */
  makes(blueprint: Blueprint<Service>, dependencies: Pool['dependencies']): boolean {
    if (!isSameMake(this.blueprint, blueprint)) return false
    return [...dependencies].every(([name, each]) => this.dependencies.get(name) === each)
  }

  /** Whether everything is there that its spares share. */
  get isOpen(): boolean {
    return [...this.dependencies.values()].every(
      (each) => each instanceof Pool || each.life.is !== 'ending',
    )
  }
}

/** First what is ready, and of that what others were started for: they will be wanted together. */
function rank(service: Service): number {
  const isReady = service.life.is === 'ready' ? 0 : 2
  return isReady + (service.holders.some(({ is }) => is === 'process') ? 0 : 1)
}
