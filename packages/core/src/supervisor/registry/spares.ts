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

/** How long spares are kept after the end of the file that used them: the next one may need them. Milliseconds. */
const linger = 5_000
/** For how many environments a client has spares of one declaration: tests may alternate, or change it each time. */
const mostAlike = 2

/** What spares need of the registry. */
export interface SparesHost {
  /** Starts a process with its own key. */
  open(key: string, blueprint: Blueprint<Service>): Service
  /** Whether a client waits for a process that is starting. */
  isBusy(): boolean
  log(line: string): void
}

/** Processes of scope `test` or `file` that are started in advance. No client holds them yet, so the spares do. */
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

  /** A client runs one file at a time: when the next one begins, the spares of the previous one are not needed. */
  enterFile(client: string, file: string): void {
    if (this.#files.get(client) === file) return
    this.leave(client)
    this.#files.set(client, file)
  }

  /** Called when a client is gone, or begins another file. */
  leave(client: string): void {
    this.#files.delete(client)
    for (const pool of this.#pools) {
      if (!pool.clients.delete(client) || pool.clients.size > 0) continue
      pool.expiry = setTimeout(() => this.#close(pool), linger).unref()
    }
  }

  /** Takes a spare that is equal to a newly started process, if there is one. */
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

  /** Called when a process was started without a spare: further spares are made like it. */
  adopt(service: Service, client: string): void {
    this.#enter(service.blueprint, client).hasFailed = false
  }

  /** Starts missing spares, while no client waits for a process. */
  fill(): void {
    for (const pool of this.#pools) {
      const { spares = 0 } = pool.blueprint.plan.options
      while (pool.waiting.size < spares && this.#mayStart(pool)) this.#start(pool)
    }
  }

  /** Removes a spare that has ended. */
  forget(service: Service): void {
    for (const pool of this.#pools) pool.waiting.delete(service)
  }

  /** Discards all spares, and starts no more. */
  end(): void {
    this.#hasEnded = true
    for (const pool of this.#pools) this.#close(pool)
  }

  #mayStart(pool: Pool): boolean {
    const isPossible = !this.#hasEnded && pool.isOpen && !pool.hasFailed
    return isPossible && this.#starting < availableParallelism() && !this.#host.isBusy()
  }

  /** A client of a pool also uses the pools of its dependencies, so none of those is closed earlier. */
  #enter(blueprint: Blueprint<Service>, client: string): Pool {
    const dependencies = this.#describeDependencies(blueprint, client)
    const known = [...this.#pools].find((each) => each.makes(blueprint, dependencies))
    const pool = known ?? new Pool(blueprint, dependencies)
    // The most recently used pool comes last.
    this.#pools.delete(pool)
    this.#pools.add(pool)
    pool.clients.add(client)
    clearTimeout(pool.expiry)
    this.#leaveOldest(blueprint, client)
    return pool
  }

  /** Leaves the oldest pools of a declaration that a client has requested with several environments. */
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

  /** Dependencies of the same scope have their own spares; those of a longer scope are shared. */
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
        pool.hasFailed = true // it may always fail: no more spares until a client has started one
        this.#giveUp(service, error)
      })
      .finally(() => {
        this.#starting--
        this.fill()
      })
    return service
  }

  /** A spare for a dependency that no other spare uses. */
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

  /** Closes a pool, and those whose spares depend on it. */
  #close(pool: Pool): void {
    if (!this.#pools.delete(pool)) return
    for (const each of this.#pools)
      if ([...each.dependencies.values()].includes(pool)) this.#close(each)
    clearTimeout(pool.expiry)
    for (const service of pool.waiting) this.#discard(service)
    pool.waiting.clear()
  }
}

/** Interchangeable spares. */
class Pool {
  readonly blueprint: Blueprint<Service>
  /** What its spares depend on: a process that lives longer, or the spares of another pool. */
  readonly dependencies: ReadonlyMap<string, Service | Pool>
  readonly waiting = new Set<Service>()
  /** The clients whose file has used one. */
  readonly clients = new Set<string>()
  hasFailed = false
  expiry: NodeJS.Timeout | undefined

  constructor(blueprint: Blueprint<Service>, dependencies: Pool['dependencies']) {
    this.blueprint = blueprint
    this.dependencies = dependencies
  }

  /** Whether its spares are equal to the requested process. */
  makes(blueprint: Blueprint<Service>, dependencies: Pool['dependencies']): boolean {
    if (!isSameMake(this.blueprint, blueprint)) return false
    return [...dependencies].every(([name, each]) => this.dependencies.get(name) === each)
  }

  /** Whether no shared dependency of its spares is ending. */
  get isOpen(): boolean {
    return [...this.dependencies.values()].every(
      (each) => each instanceof Pool || each.life.is !== 'ending',
    )
  }
}

/** Ready spares first, and of those the ones with dependents: they will be requested together. */
function rank(service: Service): number {
  const isReady = service.life.is === 'ready' ? 0 : 2
  return isReady + (service.holders.some(({ is }) => is === 'process') ? 0 : 1)
}
