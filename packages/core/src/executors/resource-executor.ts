import type { ExecutorKind, ParsedOptions } from '../declaration/index.js'
import { describeFailure, ExecutorError, formatDuration } from '../errors/index.js'
import { settlesWithin } from '../internal/clock.js'
import {
  type Deed,
  type Launched,
  type LaunchOrder,
  type LentProcess,
  type ResolvedOptions,
  resolveOptions,
  withinDeadline,
} from '../lifecycle/index.js'
import { isAbandoned, type TerminationLadder } from '../process/index.js'
import { askAgent } from './agent.js'
import { runErrand } from './run-errand.js'
import { listCommonSteps } from './common-steps.js'
import { Part } from './part.js'
import { lifeOf, SimpleExecutor } from './simple-executor.js'

/** Finds the executor of another process of the block, by its key. */
export type FindExecutor = (key: string) => SimpleExecutor | undefined

/** The servers that were searched for what killed runs have left. */
const searched = new WeakSet<object>()

/**
 * A part of a server, such as a database: created at its start, removed when it is stopped. Made by `createExecutor()`
 * from a declaration of `resource()`.
 */
export class ResourceExecutor extends SimpleExecutor {
  static override readonly kind: ExecutorKind = 'resource'
  readonly #find: FindExecutor
  #answer: Deed['values'] = {}

  /** @param find - finds its server and its agent */
  constructor(options: ParsedOptions, find: FindExecutor) {
    super([], options)
    const { uses = {} } = options
    this.#find = (alias) => (uses[alias] === undefined ? undefined : find(uses[alias]))
  }

  /** What its agent answered when it was created. */
  override get captures(): Readonly<Record<string, string>> {
    return this.#answer
  }

  /** Not possible: it is no process. */
  override async pause(): Promise<this> {
    throw new ExecutorError(
      `Cannot pause "${this.name}": it is a part of a server; pause the server`,
    )
  }

  /** Not possible: it is no process. */
  override async resume(): Promise<this> {
    throw new ExecutorError(
      `Cannot resume "${this.name}": it is a part of a server; resume the server`,
    )
  }

  protected override async launch(order: LaunchOrder): Promise<Launched> {
    await withinDeadline(order, (signal) => this.#create({ ...order, signal }))
    const isThere = (): boolean => !this.#hasLostServer()
    const remove = (ladder: TerminationLadder): Promise<void> =>
      this.#remove(order.resolved, ladder)
    return this.#describe(new Part({ isThere, remove }))
  }

  /** The keeper removes it. */
  protected override adopt({ child, found }: LentProcess): Launched {
    const part = new Part({ isThere: () => true, remove: async () => undefined })
    child.once('exit', (code: number | null, signal: NodeJS.Signals | null, wasAskedFor = false) =>
      part.finish({ code, signal }, wasAskedFor),
    )
    this.#answer = found.captures
    return this.#describe(part)
  }

  protected override async carryOut(
    option: string,
    args: readonly string[],
    { options, signal }: { readonly options: ResolvedOptions; readonly signal: AbortSignal },
  ): Promise<Deed> {
    const agent = option === 'fill' ? undefined : this.#find('agent')
    const errand = { option, args, options, signal }
    return agent === undefined ? runErrand(errand, this.logs) : askAgent(agent, errand)
  }

  #describe(process: Part): Launched {
    return {
      process,
      steps: listCommonSteps(this.resolved),
      hasUnaccepted: () => false,
      assertOurs: () => undefined,
    }
  }

  async #create(order: LaunchOrder): Promise<void> {
    const { resolved: options, signal } = order
    await this.#removeAbandoned(order)
    try {
      const { values } = await this.#do('create', options.args, order)
      this.#answer = values
      if (options.fill !== undefined) await this.#do('fill', options.fill, order)
    } catch (error) {
      // It may be there already, or a part of it.
      await this.#remove(options, { stopTimeout: options.stopTimeout }).catch(() => undefined)
      signal.throwIfAborted()
      throw error
    }
  }

  /** @throws {@link ExecutorError} when it fails */
  async #do(
    option: 'create' | 'fill',
    args: readonly string[],
    { resolved: options, signal, progress, deadline }: LaunchOrder,
  ): Promise<Deed> {
    const target = `its ${option} command`
    const goal = { target, infinitive: '', gerund: '', missed: `${target} did not end` }
    const describe = () =>
      [
        { ...options, log: this.log() },
        goal,
        { deadline, lastAttempt: undefined, attempts: '' },
      ] as const
    progress.enter({ goal, deadline, describe })
    const deed = await this.carryOut(option, args, { options, signal })
    signal.throwIfAborted()
    if (deed.failure !== undefined) throw this.#explain('start', deed, options)
    return deed
  }

  /** Ends with its server, which need not be asked then. */
  async #remove(
    options: ResolvedOptions,
    { stopTimeout }: Pick<TerminationLadder, 'stopTimeout'>,
  ): Promise<void> {
    if (options.destroy === undefined || this.#hasLostServer()) return
    const over = new AbortController()
    const removed = this.carryOut('destroy', options.destroy, { options, signal: over.signal })
    const isInTime = await settlesWithin(removed, stopTimeout)
    const late = `its "destroy" did not end within ${formatDuration(stopTimeout)}`
    if (!isInTime) over.abort(new ExecutorError(`Cannot remove "${this.name}": ${late}`))
    const deed = await removed
    if (deed.failure === undefined || this.#hasLostServer()) return
    throw this.#explain('remove', isInTime ? deed : { ...deed, failure: late }, options)
  }

  /** Once for each server: removes what killed runs have left on it. */
  async #removeAbandoned({ resolved, context, signal }: LaunchOrder): Promise<void> {
    const server = this.#server
    if (resolved.list === undefined || server === undefined || searched.has(server)) return
    searched.add(server)
    const { output } = await this.carryOut('list', resolved.list, { options: resolved, signal })
    const abandoned = (output ?? '').split(/\s+/).filter(isAbandoned)
    await Promise.all(
      abandoned.map(async (id) => {
        const { destroy = [] } = resolveOptions(this.options, { id }, context)
        const deed = await this.carryOut('destroy', destroy, { options: resolved, signal })
        const note = deed.failure ?? `removed ${id}, which a killed run had left`
        this.logs.append('stderr', Buffer.from(`${note}\n`))
      }),
    )
  }

  /**
   * It is found where its server is.
   *
   * @internal
   */
  override get origin(): SimpleExecutor {
    return this.#find('server') ?? this
  }

  get #server(): object | undefined {
    const server = this.#find('server')
    return server && lifeOf(server).process
  }

  /** Includes the state of the system, which has an exit before this process is notified of it. */
  #hasLostServer(): boolean {
    const server = this.#find('server')
    return server !== undefined && lifeOf(server).process?.hasEnded() !== false && !server.running()
  }

  #explain(action: string, deed: Deed, { cwd, outputFile }: ResolvedOptions): ExecutorError {
    const { failure, command, output: log } = deed
    const headline = `Cannot ${action} "${this.name}": ${failure}`
    return new ExecutorError(describeFailure({ headline, command, cwd, log, logFile: outputFile }))
  }
}
