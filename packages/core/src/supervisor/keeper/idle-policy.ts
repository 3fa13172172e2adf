import { lifeOf } from '../../executors/index.js'
import { after, now } from '../../internal/clock.js'
import { formatAge } from '../../internal/format-age.js'
import type { HeldService, Service, UseListener } from '../service/index.js'

/** What a keeper adds to a registry: unused processes wait for the next run, each for its declared `keep`. */
export class IdlePolicy implements UseListener {
  /** When the last run has given back those that have no client. */
  readonly #unusedSince = new WeakMap<HeldService, number>()
  /** The processes without a client. */
  readonly #waits = new Map<HeldService, { readonly until: number; cancel(): void }>()
  readonly #retire: (service: Service) => Promise<void>

  /** @param retire - ends a process without a client */
  constructor(retire: (service: Service) => Promise<void>) {
    this.#retire = retire
  }

  /** Called when a run takes a lease: a process that waited or crashed is checked before it is used. */
  used(service: Service): void {
    const hasWaited = this.#stopWaiting(service)
    this.#unusedSince.delete(service)
    if (hasWaited || service.hasCrashed) service.life.checkAgain()
  }

  /** Called when the last run has released its lease, and when a process that needs it has. */
  unused(service: Service): void {
    this.#stopWaiting(service)
    const since = this.#unusedSince.get(service) ?? now()
    this.#unusedSince.set(service, since)
    if (service.life.is === 'ending') return
    // A process that was stopped, has crashed or is still starting is not worth keeping.
    const keep = isReady(service) ? (service.plan.options.keep ?? 0) : 0
    const until = since + keep
    const cancel = after(Math.max(0, until - now()), () => {
      this.#waits.delete(service)
      this.#retire(service).catch(() => undefined) // the log says it
    })
    this.#waits.set(service, { until, cancel })
  }

  #stopWaiting(service: Service): boolean {
    this.#waits.get(service)?.cancel()
    return this.#waits.delete(service)
  }

  /** Why a process is kept, in words. */
  describe(service: HeldService): string {
    const wait = this.#waits.get(service)
    return wait === undefined ? 'kept' : `kept for ${formatAge(wait.until - now())}`
  }

  /**
   * Called before a process of this name is started: ends idle ones of an outdated declaration.
   *
   * @returns when they have ended
   */
  async makeWay(name: string, services: Iterable<Service>): Promise<void> {
    const outdated = [...services].filter(({ plan }) => plan.options.name === name).filter(isIdle)
    await Promise.all(outdated.map(end))
  }
}

/** A repeated check of a ready process is not a start. */
function isReady({ executor }: Service): boolean {
  return executor.running() && lifeOf(executor).progress?.step === undefined
}

function isIdle({ holders }: HeldService): boolean {
  return holders.every(({ is, dependent }) => is === 'run' || (dependent && isIdle(dependent)))
}

/** Ends a process, dependents first. */
async function end(service: HeldService): Promise<void> {
  await Promise.all(service.holders.map(async ({ dependent }) => dependent && end(dependent)))
  await service.dropHolders().catch(() => undefined) // the log says it
}
