import { EventEmitter } from 'node:events'
import {
  type Running,
  type Startable,
  type StartOrder,
  takeProcess,
} from '../../lifecycle/index.js'
import { untilAborted } from '../../internal/abort.js'
import { Deadline } from '../../internal/clock.js'
import type { Exit } from '../../process/index.js'
import type { AcquireRequest, CallResult, Snapshot } from '../../protocol/index.js'
import type { Blueprint, HeldElsewhere, Lease } from '../service/index.js'
import type { KeeperLink, KeeperLinks, KeptWatcher } from './keeper-link.js'

/** How long a keeper may take to respond, apart from a start. Milliseconds. */
const patience = 3_000

/** The parameters of a kept process. */
export interface KeptProcessParts {
  readonly links: KeeperLinks
  readonly blueprint: Blueprint
  /** Leases of its dependencies, which are kept as well, by the names it uses for them. */
  readonly dependencies: ReadonlyMap<string, Lease>
  /** Describes the holder of the process, in words. */
  readonly holder: string
}

/** The keeper and the lease that hold a process for this run. */
interface Place {
  readonly link: KeeperLink
  readonly lease: string
}

/**
 * A process that outlives this run. A keeper starts and holds it; this run has a lease of it there, and gets from the
 * keeper what only a parent learns: output and exit. Everything else this supervisor does itself.
 */
export class KeptProcess implements HeldElsewhere {
  readonly #parts: KeptProcessParts
  #place: Place | undefined
  #child = new KeptChild()
  #isFound = false

  constructor(parts: KeptProcessParts) {
    this.#parts = parts
  }

  /** Whether an earlier run had left it running. */
  get isFound(): boolean {
    return this.#isFound
  }

  /** Takes the process from the keeper, which starts one if none serves. */
  async bringUp(executor: Startable, order: StartOrder): Promise<Running> {
    enterWait(executor, order)
    const { link, lease, snapshot } = await this.#acquire(executor, order)
    const attached = link.keeper.attach(lease)
    const { leader, mark, exit, isFound } = await link.answersWithin(attached, patience)
    order.signal.throwIfAborted()
    this.#isFound = isFound
    const child = new KeptChild()
    this.#child = child
    const { host, captures } = snapshot
    const found = { host, captures }
    const running = takeProcess(executor, order, {
      leader,
      mark,
      child,
      allocation: snapshot,
      found,
    })
    if (exit !== undefined) child.end(exit)
    return running
  }

  /** Releases the lease; the process stays for the next run. */
  async release(): Promise<void> {
    const place = this.#place
    this.#place = undefined
    if (place === undefined || place.link.isLost) return
    const { link, lease } = place
    link.forget(lease)
    await link.answersWithin(link.keeper.release(lease, true), patience)
  }

  /** The name of the lease, for dependents of the process. */
  get lease(): string {
    return this.#place?.lease ?? ''
  }

  async #acquire(
    { log, options }: Startable,
    { signal, previous }: StartOrder,
  ): Promise<Place & { readonly snapshot: Snapshot }> {
    const { links, blueprint } = this.#parts
    const joined = links.join(blueprint.context.folder)
    await untilAborted(joined, signal)
    const link = await joined
    const timeout = options.startTimeout + patience
    if (this.#place?.link === link) {
      const { lease } = this.#place
      const again = startAgain(this.#place, previous?.tmp !== undefined)
      const started = link.answersWithin(again, timeout)
      await this.#untilAborted(started, signal)
      return { link, lease, snapshot: (await started).snapshot }
    }
    const lease = link.nameLease(this.#watch(log))
    this.#place = { link, lease }
    const acquired = link.answersWithin(link.keeper.acquire(lease, this.#request), timeout)
    await this.#untilAborted(acquired, signal)
    return { link, lease, snapshot: await acquired }
  }

  /** Releases the lease if the start is aborted, so that the keeper cancels it as well. */
  async #untilAborted(start: Promise<unknown>, signal: AbortSignal): Promise<void> {
    start.catch(() => undefined)
    try {
      await untilAborted(start, signal)
    } catch (error) {
      await this.release().catch(() => undefined)
      throw error
    }
  }

  #watch(log: Startable['log']): KeptWatcher {
    return {
      printed: (stream, chunk) => log.append(stream, chunk),
      finished: (stream) => log.finish(stream),
      ended: (exit, wasAskedFor) => this.#child.end(exit, wasAskedFor),
      // The guardian of the keeper kills its processes.
      lost: () => this.#child.end({ code: null, signal: 'SIGKILL' }),
    }
  }

  get #request(): AcquireRequest {
    const { blueprint, dependencies, holder } = this.#parts
    const { plan, context } = blueprint
    const bound = [...dependencies].map(([name, { service }]) => [name, service.kept?.lease ?? ''])
    return {
      processes: { [plan.key]: plan.declaration },
      name: plan.key,
      units: { test: '', file: holder },
      bound: Object.fromEntries(bound) as Record<string, string>,
      folder: context.folder,
      environment: {},
      worker: context.worker,
    }
  }
}

/** A stopped process starts in a new folder; one that is restarted or has crashed keeps its own. */
async function startAgain({ link, lease }: Place, keepsFolder: boolean): Promise<CallResult> {
  const { value: isRunning } = await link.keeper.call(lease, 'running', [])
  if (!isRunning && !keepsFolder) await link.keeper.call(lease, 'stop', []).catch(() => undefined) // its exit is known
  return link.keeper.call(lease, 'start', [])
}

/** Represents a child of the keeper: the system reports its exit only to its parent. */
class KeptChild extends EventEmitter {
  readonly stdin = null
  readonly stdout = null
  readonly stderr = null
  readonly stdio = [null, null, null, null, null] as [null, null, null, null, null]

  end({ code, signal }: Pick<Exit, 'code' | 'signal'>, wasAskedFor = false): void {
    this.emit('exit', code, signal, wasAskedFor)
  }

  unref(): void {}
}

/** Enters the step that a slow start is reported to wait for. */
function enterWait({ options, log }: Startable, { progress, context }: StartOrder): void {
  const { name, args, startTimeout } = options
  const { folder: cwd, outputFile } = context
  const goal = { target: 'its keeper', infinitive: 'become ready', gerund: 'becoming ready' }
  progress.enter({
    goal,
    deadline: new Deadline(startTimeout),
    subject: () => ({ name, command: args.join(' '), cwd, outputFile, log: log.text('both') }),
  })
}
