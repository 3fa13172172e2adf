import type { ParsedOptions, PlannedProcess } from '../declaration/index.js'
import { currentContext, type StartContext } from '../lifecycle/index.js'
import { ExternalExecutor } from './external-executor.js'
import { readMember } from './read-member.js'
import { ResourceExecutor } from './resource-executor.js'
import { lifeOf, type SimpleExecutor } from './simple-executor.js'

/** What a resource is made of. */
export interface OwnParts {
  readonly plan: ReadonlyMap<string, PlannedProcess>
  /** The executors of the plan, by key. */
  readonly parts: ReadonlyMap<string, SimpleExecutor>
}

/** A resource of this process, which starts and stops also its server, its agent and its template. */
export class OwnResource extends ResourceExecutor {
  readonly #own: OwnParts
  #starting: Promise<this> | undefined

  constructor(options: ParsedOptions, own: OwnParts) {
    super(options, (key) => own.parts.get(key))
    this.#own = own
  }

  override start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<this> {
    this.#starting ??= this.#startAll(options).finally(() => (this.#starting = undefined))
    return this.#starting
  }

  override async stop(options: Parameters<ResourceExecutor['stop']>[0] = {}): Promise<this> {
    try {
      await super.stop(options)
    } finally {
      // Not `stop()`, which a server that runs already refuses.
      await this.#stopParts((part) => lifeOf(part).stop({}))
    }
    return this
  }

  override async kill(options: Parameters<ResourceExecutor['kill']>[0] = {}): Promise<this> {
    await super.kill(options)
    await this.#stopParts((part) => lifeOf(part).kill(options))
    return this
  }

  async #startAll({ signal }: { readonly signal?: AbortSignal | undefined }): Promise<this> {
    try {
      for (const { key } of this.#inOrder) await this.#startPart(key, signal)
      return this
    } catch (error) {
      await this.#stopParts((part) => lifeOf(part).stop({})).catch(() => undefined)
      throw error
    }
  }

  async #startPart(key: string, signal: AbortSignal | undefined): Promise<void> {
    const { plan, parts } = this.#own
    const planned = plan.get(key)
    const part = parts.get(key)
    if (planned === undefined || part === undefined) return
    lifeOf(part).placeIn(this.#describeContext(planned))
    await (part === this ? super.start({ signal }) : part.start({ signal }))
  }

  #describeContext({ references }: PlannedProcess): StartContext {
    const { parts } = this.#own
    const values = references.map(({ process, member, placeholder }) => {
      const part = parts.get(process)
      return [placeholder, part === undefined ? '' : readMember(part, member)] as const
    })
    return { ...currentContext(), references: new Map(values) }
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

  async #stopParts(stop: (part: SimpleExecutor) => Promise<unknown>): Promise<void> {
    for (const { key } of this.#inOrder.toReversed()) {
      const part = this.#own.parts.get(key)
      // A server that runs already goes on; only the watch of it ends.
      if (part instanceof ExternalExecutor) await part[Symbol.asyncDispose]()
      else if (part !== undefined && part !== this) await stop(part)
    }
  }
}
