import {
  type ContainerOptions,
  type ExecutorKind,
  joinCommandLine,
  parseOptions,
  splitCommandLine,
  type Command,
  type ExecOptions,
  type ExecResult,
} from '../declaration/index.js'
import { ContainerProcess, Engine, startContainer } from '../containers/index.js'
import { ExecutorError } from '../errors/index.js'
import {
  type CarryOutOptions,
  type Deed,
  type Launched,
  type LaunchOrder,
  type ResolvedOptions,
  withinDeadline,
} from '../lifecycle/index.js'
import { ContainerReadiness } from './container-readiness.js'
import { SimpleExecutor } from './simple-executor.js'

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

  protected override async launch(order: LaunchOrder): Promise<Launched> {
    const { resolved } = order
    this.#readiness.begin(resolved)
    const engine = this.#findEngine(resolved)
    enterStep(order, `${engine.name} to start it`, this.logs)
    const process = await withinDeadline(order, (signal) => {
      const options = { ...resolved, container: requireContainer(resolved) }
      const image = options.container.image ?? ''
      return startContainer({ options, engine, image, log: this.logs, signal })
    })
    return {
      process,
      steps: this.#readiness.listSteps(process, resolved),
      hasUnaccepted: () => false,
      assertOurs: () => undefined,
    }
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

  #findEngine({ container, environment, cwd }: ResolvedOptions): Engine {
    try {
      return new Engine(container?.engine, { environment, cwd })
    } catch (error) {
      throw new ExecutorError(`Cannot start "${this.name}": ${(error as Error).message}`, {
        cause: error,
      })
    }
  }

  #require(action: string): ContainerProcess {
    const process = this.life.requireRunning(action)
    if (process instanceof ContainerProcess) return process
    throw new ExecutorError(`Cannot ${action} "${this.name}": it is held by another process`)
  }
}

function requireContainer({ container, name }: ResolvedOptions): NonNullable<typeof container> {
  if (container !== undefined) return container
  throw new ExecutorError(`Cannot start "${name}": it is no container`)
}

function enterStep(
  { resolved, progress, deadline }: LaunchOrder,
  target: string,
  logs: { text(stream: 'both'): string },
): void {
  const goal = { target, infinitive: '', gerund: '', missed: 'its container was not started' }
  progress.enter({
    goal,
    deadline,
    describe: () => [
      { ...resolved, log: logs.text('both') },
      goal,
      { deadline, lastAttempt: undefined, attempts: '' },
    ],
  })
}
