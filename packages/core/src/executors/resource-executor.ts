import { type ExecutorKind, joinCommandLine, type ParsedOptions } from '../declaration/index.js'
import { describeFailure, ExecutorError, formatDuration } from '../errors/index.js'
import { settlesWithin } from '../internal/clock.js'
import {
  type Deed,
  type Launched,
  type LaunchOrder,
  type Instance,
  lastWordsGrace,
  type LentProcess,
  type ResolvedOptions,
  resolveOptions,
  withinDeadline,
} from '../lifecycle/index.js'
import { askAgent } from './agent.js'
import { runErrand } from './run-errand.js'
import { listCommonSteps } from './common-steps.js'
import type { Exit } from '../process/index.js'
import { Part } from './part.js'
import { removeAbandoned } from './remove-abandoned.js'
import { lifeOf, SimpleExecutor } from './simple-executor.js'

/** A template is declared for people who have never heard of one. */
const fillHint = 'hint: it is the "migrate" of a service, or the "fill" of a template'

/** Finds the executor of another process of the block, by its key. */
export type FindExecutor = (key: string) => SimpleExecutor | undefined

/** Whether servers that hold resources have crashed. */
const crashedServers = new WeakMap<Instance, boolean>()

/**
 * A part of a server, such as a database: created at its start, removed when it is stopped. Made by `createExecutor()`
 * from a declaration of `resource()`.
 */
export class ResourceExecutor extends SimpleExecutor {
  static override readonly kind: ExecutorKind = 'resource'
  readonly #find: FindExecutor
  #answer: Deed['values'] = {}
  /** The name of the resource that it has begun to create and not removed. */
  #made: string | undefined

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
    const isLost = this.#watchServer()
    const remove = (): Promise<void> => this.#remove(order.resolved)
    return this.#describe(new Part({ isThere: () => !isLost(), remove }))
  }

  /** The keeper removes it. */
  protected override adopt({ child, found }: LentProcess): Launched {
    this.#answer = found.captures
    const isLost = this.#watchServer()
    const part = new Part({ isThere: () => !isLost(), remove: async () => undefined })
    child.once('exit', (code: Exit['code'], signal: Exit['signal'], wasAskedFor = false) => {
      // The end of the server says more.
      if (!isLost()) part.finish({ code, signal }, wasAskedFor)
    })
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
    return { process, steps: listCommonSteps(this.resolved) }
  }

  async #create(order: LaunchOrder): Promise<void> {
    const { resolved: options, signal } = order
    await this.#removeAbandoned(order)
    // The server has crashed with it, and may have it again.
    if (this.#made === options.id) await this.#remove(options).catch(() => undefined)
    this.#made = options.id
    try {
      const { values } = await this.#do('create', options.args, order)
      this.#answer = values
      if (options.fill !== undefined) await this.#do('fill', options.fill, order)
    } catch (error) {
      // It may be there already, or a part of it.
      await this.#remove(options).catch(() => undefined)
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
    progress.enter({ goal, deadline, subject: () => ({ ...options, log: this.log() }) })
    const deed = await this.carryOut(option, args, { options, signal })
    signal.throwIfAborted()
    const facts = option === 'fill' ? [fillHint] : []
    if (deed.failure !== undefined) throw this.#explain('start', { ...deed, facts }, options)
    return deed
  }

  /** It ends with its server, which is not asked then. */
  async #remove(options: ResolvedOptions): Promise<void> {
    const { destroy, stopTimeout } = options
    if (destroy === undefined || this.#hasLostServer()) return
    const over = new AbortController()
    const removed = this.carryOut('destroy', destroy, { options, signal: over.signal })
    removed.catch(() => undefined)
    if (!(await settlesWithin(removed, stopTimeout))) {
      const failure = `its "destroy" did not end within ${formatDuration(stopTimeout)}`
      const command = joinCommandLine(destroy)
      over.abort(this.#explain('remove', { command, failure, output: undefined }, options))
    }
    const deed = await removed
    over.signal.throwIfAborted()
    if (deed.failure === undefined) this.#made = undefined
    else if (!(await this.#isLosingServer())) throw this.#explain('remove', deed, options)
  }

  /** A server that is killed closes its connections a moment before its exit. */
  async #isLosingServer(): Promise<boolean> {
    const process = this.#server
    if (process !== undefined) await settlesWithin(process.exited, lastWordsGrace)
    return this.#hasLostServer()
  }

  async #removeAbandoned(order: LaunchOrder): Promise<void> {
    const { port, furtherPorts: ports, tmp } = order.resolved
    const { port: own } = this.options
    if (this.#server === undefined) return
    await removeAbandoned(order, {
      server: this.#server,
      resolveFor: (id) =>
        resolveOptions(this.options, { port: own ?? port, ports, tmp, id }, order.context),
      carryOut: (option, args, how) => this.carryOut(option, args, how),
      note: (line) => this.logs.append('stderr', Buffer.from(`${line}\n`)),
    })
  }

  /**
   * It is found where its server is.
   *
   * @internal
   */
  override get origin(): SimpleExecutor {
    return this.#find('server') ?? this
  }

  get #server(): Instance | undefined {
    const server = this.#find('server')
    return server && lifeOf(server).process
  }

  /** Whether the server runs; includes the state of the system, which has an exit before this process is notified. */
  #hasLostServer(): boolean {
    const server = this.#find('server')
    if (server === undefined) return false
    const { process } = lifeOf(server)
    const hasEnded = process?.exit === undefined && process?.hasEnded() !== false
    return hasEnded || !server.running()
  }

  /** What is on a server is lost when that crashes, also if it is started again. */
  #watchServer(): () => boolean {
    const process = this.#server
    if (process !== undefined) this.#noteCrash(process)
    return () => (process && crashedServers.get(process)) || this.#hasLostServer()
  }

  /** Once for each server: thousands of resources may come and go on it. */
  #noteCrash(process: Instance): void {
    const server = this.#find('server')
    if (server === undefined || crashedServers.has(process)) return
    const life = lifeOf(server)
    crashedServers.set(process, false)
    void process.exited.then(() => crashedServers.set(process, life.hasCrashed))
  }

  #explain(
    action: string,
    deed: Omit<Deed, 'values'> & { readonly facts?: readonly string[] },
    { cwd, outputFile: logFile }: ResolvedOptions,
  ): ExecutorError {
    const { failure, facts = [], command, output: log } = deed
    const headline = `Cannot ${action} "${this.name}": ${failure}`
    return new ExecutorError(describeFailure({ headline, facts, command, cwd, log, logFile }))
  }
}
