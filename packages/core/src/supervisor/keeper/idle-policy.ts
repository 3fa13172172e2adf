import { lifeOf } from '../../executors/index.js'
import { after, now } from '../../internal/clock.js'
import { formatAge } from '../../internal/format-age.js'
import type { HeldService, Service, UseListener } from '../service/index.js'

/** What a keeper adds to a registry: processes wait for the next run, each as long as it was declared to. */
export class IdlePolicy implements UseListener {
  /** Those that nobody uses. */
  readonly #waits = new Map<HeldService, { readonly until: number; cancel(): void }>()
  readonly #retire: (service: Service) => Promise<void>

  /** @param retire - ends a process that nobody holds */
  constructor(retire: (service: Service) => Promise<void>) {
    this.#retire = retire
  }

  /** A run takes a lease: what has waited for it, or has crashed meanwhile, has to show that it serves. */
  used(service: Service): void {
    const hasWaited = this.#stopWaiting(service)
    if (hasWaited || service.hasCrashed) service.life.checkAgain()
  }

  /** No run has a lease any more. */
  unused(service: Service): void {
    this.#stopWaiting(service)
    if (service.life.is === 'ending') return
    // What was stopped, has crashed, or is still starting is of no use to anybody.
    const keep = isReady(service) ? (service.plan.options.keep ?? 0) : 0
    const cancel = after(keep, () => {
      this.#waits.delete(service)
      this.#retire(service).catch(() => undefined) // the log says it
    })
    this.#waits.set(service, { until: now() + keep, cancel })
  }

  #stopWaiting(service: Service): boolean {
    this.#waits.get(service)?.cancel()
    return this.#waits.delete(service)
  }

  /** Why it lives, for people. */
  describe(service: HeldService): string {
    const wait = this.#waits.get(service)
    return wait === undefined ? 'kept' : `kept for ${formatAge(wait.until - now())}`
  }

  /**
   * A process of this name is about to be started: ends those of a declaration that is not valid any more.
   *
   * @returns when nothing is left of them
   */
  async makeWay(name: string, services: Iterable<Service>): Promise<void> {
    const outdated = [...services].filter(({ plan }) => plan.options.name === name).filter(isIdle)
    await Promise.all(outdated.map(end))
  }
}

/** Be it that it is looked at again: that is no start. */
function isReady({ executor }: Service): boolean {
  return executor.running() && lifeOf(executor).progress?.step === undefined
}

function isIdle({ holders }: HeldService): boolean {
  return holders.every(({ is, dependent }) => is === 'run' || (dependent && isIdle(dependent)))
}

/** What depends on it ends before it does. */
async function end(service: HeldService): Promise<void> {
  await Promise.all(service.holders.map(async ({ dependent }) => dependent && end(dependent)))
  await service.dropHolders().catch(() => undefined) // the log says it
}
