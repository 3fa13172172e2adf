import type { ParsedOptions, PlannedProcess } from '../declaration/index.js'
import { linkSignals, untilAborted } from '../internal/abort.js'
import { currentContext, startCancelled, type StartContext } from '../lifecycle/index.js'
import { readReferences } from './read-references.js'
import { ResourceExecutor } from './resource-executor.js'
import { lifeOf, type SimpleExecutor } from './simple-executor.js'

/** What a resource is made of. */
export interface OwnParts {
  readonly plan: ReadonlyMap<string, PlannedProcess>
  /** The executors of the plan, by key. */
  readonly parts: ReadonlyMap<string, SimpleExecutor>
}

/** A start of a resource and its parts. */
interface Start<T> {
  readonly promise: Promise<T>
  readonly abort: AbortController
}

/** A resource of this process, which starts and stops also its server, its agent and its template. */
export class OwnResource extends ResourceExecutor {
  readonly #own: OwnParts
  #start: Start<this> | undefined
  #end: Promise<unknown> = Promise.resolve()

  constructor(options: ParsedOptions, own: OwnParts) {
    super(options, (key) => own.parts.get(key))
    this.#own = own
  }

  override start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<this> {
    if (this.#start?.abort.signal.aborted === false) return this.#start.promise
    const abort = new AbortController()
    const unlink = linkSignals(options.signal, abort)
    // Also one that was aborted ends what it has started.
    const earlier = Promise.allSettled([this.#end, this.#start?.promise])
    const promise = this.#startAll(earlier, abort.signal).finally(() => {
      unlink()
      if (this.#start === start) this.#start = undefined
    })
    const start = { promise, abort }
    this.#start = start
    return promise
  }

  override stop(options: Parameters<ResourceExecutor['stop']>[0] = {}): Promise<this> {
    return this.#endAll(
      () => super.stop(options),
      (part) => lifeOf(part).stop({}),
    )
  }

  override async kill(options: Parameters<ResourceExecutor['kill']>[0] = {}): Promise<this> {
    const ended = this.#endAll(
      () => super.kill(options),
      (part) => lifeOf(part).kill(options),
    )
    if (options.wait === false) ended.catch(() => undefined)
    else await ended
    return this
  }

  async #startAll(earlier: Promise<unknown>, signal: AbortSignal): Promise<this> {
    await untilAborted(earlier, signal)
    try {
      for (const planned of this.#inOrder) await this.#startPart(planned, signal)
      return this
    } catch (error) {
      await this.#endParts((part) => lifeOf(part).stop({}))
      throw error
    }
  }

  async #startPart(planned: PlannedProcess, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const part = this.#own.parts.get(planned.key)
    if (part === undefined) return
    const { process } = lifeOf(part)
    // It has crashed a moment ago: this process is about to be notified.
    if (process?.hasEnded()) await untilAborted(process.exited, signal)
    lifeOf(part).placeIn(this.#describeContext(planned))
    await (part === this ? super.start({ signal }) : part.start({ signal }))
  }

  #describeContext({ references }: PlannedProcess): StartContext {
    const find = (key: string): SimpleExecutor | undefined => this.#own.parts.get(key)
    return { ...currentContext(), references: readReferences(references, find, this) }
  }

  /** Each after what it depends on. */
  get #inOrder(): readonly PlannedProcess[] {
    const { plan } = this.#own
    const ordered = new Set<PlannedProcess>()
    const visit = (planned: PlannedProcess | undefined): void => {
      if (planned === undefined) return
      for (const name of planned.dependencies) visit(plan.get(name))
      ordered.add(planned)
    }
    for (const each of plan.values()) visit(each)
    return [...ordered]
  }

  /** Cancels a start under way; a start that follows waits until all have ended. */
  #endAll(
    endOwn: () => Promise<unknown>,
    endPart: (part: SimpleExecutor) => Promise<unknown>,
  ): Promise<this> {
    const start = this.#start
    start?.abort.abort(startCancelled(this.name))
    const end = async (): Promise<this> => {
      await start?.promise.catch(() => undefined)
      const outcomes = await Promise.allSettled([endOwn()])
      outcomes.push(...(await this.#endParts(endPart)))
      const failed = outcomes.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
      return this
    }
    const ended = end()
    this.#end = ended.catch(() => undefined)
    return ended
  }

  /** Each before what it depends on, even if the end of another has failed. */
  async #endParts(
    end: (part: SimpleExecutor) => Promise<unknown>,
  ): Promise<PromiseSettledResult<unknown>[]> {
    const outcomes: PromiseSettledResult<unknown>[] = []
    for (const { key } of this.#inOrder.toReversed()) {
      const part = this.#own.parts.get(key)
      if (part !== undefined && part !== this)
        outcomes.push(...(await Promise.allSettled([end(part)])))
    }
    return outcomes
  }
}
