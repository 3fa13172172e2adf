import {
  type ContainerOptions,
  type ExecutorKind,
  isLoopback,
  joinCommandLine,
  listReferencesOf,
  parseOptions,
  splitCommandLine,
  type Command,
  type ExecOptions,
  type ExecResult,
  type ParsedOptions,
} from '../declaration/index.js'
import {
  buildImage,
  Container,
  ContainerProcess,
  Engine,
  explainImage,
  type HostTarget,
  joinNetwork,
  LentContainer,
  listHostArguments,
  nameHost,
  nameInNetwork,
  openGates,
  openNetwork,
  prepareImage,
  startContainer,
} from '../containers/index.js'
import { ExecutorError } from '../errors/index.js'
import {
  type CarryOutOptions,
  currentContext,
  type Deed,
  killAtOnce,
  type Launched,
  type LaunchOrder,
  type LentProcess,
  type ResolvedOptions,
  type Subject,
  withinDeadline,
} from '../lifecycle/index.js'
import type { FindExecutor } from './resource-executor.js'
import { ContainerReadiness } from './container-readiness.js'
import { SimpleExecutor } from './simple-executor.js'

let letFind: (executor: ContainerExecutor, find: FindExecutor) => void

/** Creates the executor of checked options; `find` finds the executors that its placeholders name. */
export function createContainer(options: ParsedOptions, find: FindExecutor): ContainerExecutor {
  const executor = new ContainerExecutor(options as object)
  letFind(executor, find)
  return executor
}

/** What the placeholders of a container name. */
interface Peers {
  readonly containers: readonly ContainerExecutor[]
  readonly hosts: readonly HostTarget[]
}

/** Where a container is found by others. */
export interface InnerPlace {
  readonly host: string
  /** `undefined` if it is the same everywhere. */
  readonly port: number | undefined
  readonly ports: Readonly<Record<string, number>>
}

/**
 * Starts a container, and stops and removes it, with the engine that is installed: docker or podman. It is ready when
 * the healthcheck of its image passes, or when something in it accepts connections on `port`.
 *
 * @example
 * ```ts
 * await using redis = await new ContainerExecutor('redis:7', { port: 6379 }).start()
 * const client = createClient({ socket: { host: redis.host, port: redis.port } })
 * ```
 */
export class ContainerExecutor extends SimpleExecutor {
  static override readonly kind: ExecutorKind = 'container'
  readonly #readiness = new ContainerReadiness(this.logs)
  #find: FindExecutor = () => undefined
  #isInNetwork = false

  static {
    letFind = (executor, find) => {
      executor.#find = find
    }
  }

  /**
   * @param image - the image as the engine names it, or all options, with `image` or `build`
   * @throws {@link DeclarationError} that lists every problem of the options
   */
  constructor(image: string | ContainerOptions, options: ContainerOptions = {}) {
    const given = typeof image === 'string' ? { image, ...options } : image
    super([], parseOptions('container', [], given))
  }

  /** The named groups of the match of its banner. */
  override get captures(): Readonly<Record<string, string>> {
    return this.#readiness.captures
  }

  /**
   * Runs a command in the container.
   *
   * @param command - a command line, split by the rules of the POSIX shell, or the program and its arguments
   * @param options - `env`, `user` and `workdir` inside the container; `signal` aborts the wait
   * @returns its exit code and its output, whatever the code is
   * @throws {@link ExecutorError} if the container is not running
   * @example
   * ```ts
   * const { stdout } = await redis.exec('redis-cli PING')
   * ```
   */
  async exec(
    command: Command,
    options: ExecOptions & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ExecResult> {
    const { container } = this.#require('run a command in')
    const args = typeof command === 'string' ? splitCommandLine(command) : command
    return container.exec(args, options, { signal: options.signal })
  }

  /**
   * Suspends all processes of the container.
   *
   * @throws {@link ExecutorError} if it is not running
   */
  override async pause(): Promise<this> {
    await this.#require('pause').suspend(true)
    return this
  }

  /**
   * Continues all processes of the container after {@link pause}.
   *
   * @throws {@link ExecutorError} if it is not running
   */
  override async resume(): Promise<this> {
    await this.#require('resume').suspend(false)
    return this
  }

  /**
   * Where other containers find it.
   *
   * @internal
   */
  get innerPlace(): InnerPlace {
    const { port, ports = {} } = this.options.container ?? {}
    return { host: nameInNetwork(this.id ?? ''), port, ports }
  }

  /**
   * Lets other containers find it, also when it is started again.
   *
   * @internal
   */
  async joinNetwork(): Promise<void> {
    this.#isInNetwork = true
    await joinNetwork(this.#require('connect').container)
  }

  protected override async launch(order: LaunchOrder): Promise<Launched> {
    const { resolved } = order
    this.#readiness.begin(resolved)
    const engine = this.#findEngine(resolved)
    const process = await withinDeadline(order, async (signal) => {
      const inTime = { ...order, signal }
      this.#enterStart(order, engine)
      const image = await makeImage(inTime, engine, this.options)
      this.#enterStart(order, engine)
      return this.#startContainer(inTime, engine, image)
    })
    return { process, steps: this.#readiness.listSteps(process, resolved) }
  }

  #enterStart({ resolved, progress, deadline }: LaunchOrder, { name }: Engine): void {
    const target = `${name} to start it`
    const goal = { target, infinitive: '', gerund: '', missed: 'its container was not started' }
    const seen = { lastAttempt: undefined, attempts: '', hints: explainImage(resolved.container) }
    const subject = (): Subject => ({ ...resolved, log: this.log() })
    progress.enter({ goal, deadline, subject, seen: () => seen })
  }

  /** A container that the keeper has started. */
  protected override adopt({ child, allocation, found }: LentProcess): Launched {
    const engine = this.#findEngine(this.resolved)
    const container = new Container(engine, allocation.id ?? '')
    this.#readiness.take(found.captures)
    const process = new LentContainer(container, child)
    return { process, steps: [] }
  }

  async #startContainer(
    { resolved, signal }: LaunchOrder,
    engine: Engine,
    image: string,
  ): Promise<ContainerProcess> {
    const options = { ...resolved, container: requireContainer(resolved) }
    const { containers, hosts } = this.#listPeers()
    if (hosts.length > 0 && !isLoopback(resolved.host))
      throw new ExecutorError(
        `Cannot start "${this.name}": it refers to a server of this machine, which the machine of the engine (${resolved.host}) cannot reach; make that a container as well`,
      )
    const gates = await openGates(engine, hosts)
    let process: ContainerProcess | undefined
    try {
      for (const peer of containers) await peer.joinNetwork()
      const toHost = hosts.length === 0 ? [] : listHostArguments(engine)
      const isInNetwork = this.#isInNetwork || containers.length > 0
      const reach = isInNetwork ? [...(await listNetwork(engine, options)), ...toHost] : toHost
      const [log, onRemoved] = [this.logs, gates.close]
      process = await startContainer({ options, engine, image, reach, log, signal, onRemoved })
      await gates.complete()
      return process
    } catch (error) {
      await process?.end(killAtOnce)
      gates.close()
      throw error
    }
  }

  /** What its placeholders name. */
  #listPeers(): Peers {
    const servers = listReferencesOf(this.options)
      .map((name) => this.#find(name))
      .filter((executor) => executor !== undefined)
      .map((executor) => executor.origin)
    const containers = servers.filter((each) => each instanceof ContainerExecutor)
    const others = servers.filter((each) => !(each instanceof ContainerExecutor))
    const hosts = others.flatMap(({ host, port, ports }) =>
      host === undefined || !isLoopback(host)
        ? []
        : [port, ...Object.values(ports)]
            .filter((each) => each !== undefined)
            .map((each) => ({ host, port: each })),
    )
    return { containers, hosts }
  }

  /** Its further commands run in it. */
  protected override async carryOut(
    _option: string,
    args: readonly string[],
    { signal }: CarryOutOptions,
  ): Promise<Deed> {
    const { code, stdout, stderr } = await this.exec(args, { signal })
    const failure = code === 0 ? undefined : `its command exited with code ${code}`
    return { command: joinCommandLine(args), failure, output: stdout + stderr, values: {} }
  }

  /**
   * The name of this machine in containers of the engine.
   *
   * @internal
   */
  get hostName(): string {
    const { environment } = currentContext()
    return nameHost(new Engine(this.options.container?.engine, { environment, cwd: '/' }))
  }

  #findEngine({ container, environment, cwd }: ResolvedOptions): Engine {
    try {
      return new Engine(container?.engine, { environment, cwd })
    } catch (error) {
      throw new ExecutorError(`Cannot start "${this.name}": ${(error as Error).message}`, {
        cause: error,
      })
    }
  }

  #require(action: string): ContainerProcess | LentContainer {
    const process = this.life.requireRunning(action)
    if (process instanceof ContainerProcess || process instanceof LentContainer) return process
    throw new ExecutorError(`Cannot ${action} "${this.name}": it is held by another process`)
  }
}

/** Arguments of the engine with which other containers find it. */
async function listNetwork(engine: Engine, { id = '' }: ResolvedOptions): Promise<string[]> {
  return ['--network', await openNetwork(engine), '--network-alias', nameInNetwork(id)]
}

/** The image that it is started from: pulled or built, and prepared. */
async function makeImage(
  order: LaunchOrder,
  engine: Engine,
  declared: ParsedOptions,
): Promise<string> {
  const { resolved, signal } = order
  const options = { ...resolved, container: requireContainer(resolved) }
  const image = options.container.image ?? (await buildImage(options, engine, signal))
  return prepareImage({ ...order, options, declared, engine, image })
}

function requireContainer({ container, name }: ResolvedOptions): NonNullable<typeof container> {
  if (container !== undefined) return container
  throw new ExecutorError(`Cannot start "${name}": it is no container`)
}
