import {
  bracketIpv6,
  type Command,
  type ExecutorKind,
  findPlaceholders,
  type TcpOptions,
} from '../declaration/index.js'
import { ExecutorError, type Holder } from '../errors/index.js'
import {
  findHolder,
  findListener,
  findListeners,
  hasUnaccepted,
  listListeners,
  type LiveProcess,
  watchDescriptors,
} from '../process/index.js'
import { type Attempt, attemptTcp, type Watch } from '../readiness/index.js'
import { Executor } from './executor.js'
import { alreadyRunning, type Found, type Goal } from '../lifecycle/index.js'
import { findStranger, isOlder, saysPortIsTaken } from './ownership.js'

/**
 * Waits until the process accepts TCP connections.
 *
 * @example
 * ```ts
 * await using redis = await new TcpExecutor('redis-server --port {port} --dir {tmp}').start()
 * const client = createClient({ socket: { host: redis.host, port: redis.port } })
 * ```
 */
export class TcpExecutor extends Executor {
  static override readonly kind: ExecutorKind = 'tcp'
  #address: string | undefined
  /** Called when something answers at the port: what it opens does not matter any more. */
  #onServed: () => void = () => undefined

  /** @throws {@link DeclarationError} that lists every problem of command and options */
  constructor(command: Command, options?: TcpOptions) {
    super(command, options)
  }

  /** The host it serves on. When it is ready, `localhost` is replaced by the address that accepted the connection. */
  override get host(): string {
    const host = super.host ?? '127.0.0.1'
    return host === 'localhost' ? (this.#address ?? host) : host
  }

  /**
   * The port it listens on.
   *
   * @throws {@link ExecutorError} before the first start, if it is allocated by that
   */
  override get port(): number {
    const port = super.port
    if (port !== undefined) return port
    throw new ExecutorError(`"${this.name}" has no port yet: one is allocated when it is started`)
  }

  /**
   * The URL of what it serves. When it is ready, `localhost` is replaced by the address that accepted the connection.
   *
   * @throws {@link ExecutorError} before the first start, if parts of it are allocated by that
   */
  override get url(): string {
    const url = super.url ?? ''
    if (findPlaceholders(url).length > 0)
      throw new ExecutorError(
        `"${this.name}" has no URL yet: its parts are chosen when it is started`,
      )
    const address = bracketIpv6(this.#address ?? 'localhost')
    return url.replace(/^([a-z][\w+.-]*:\/\/(?:[^/@]*@)?)localhost(?=[:/]|$)/i, `$1${address}`)
  }

  override async preStartCheck(signal: AbortSignal): Promise<boolean> {
    if (this.hasAllocatedPort) return false // it was free when it was allocated
    return this.judge(await this.connect(signal))
  }

  override async afterStartCheck(signal: AbortSignal): Promise<boolean> {
    return this.judge(await this.connect(signal))
  }

  /** Until something listens, what its processes open tells when to try. */
  protected override watch(
    process: LiveProcess,
    ...[wake, hint]: Parameters<Watch>
  ): ReturnType<Watch> {
    this.#onServed = wake
    return watchDescriptors(process.leader.pid, { onChange: hint, onEnd: wake })
  }

  protected override judge(attempt: Attempt): boolean {
    if (!isRefused(attempt)) this.#onServed()
    return super.judge(attempt)
  }

  /** One attempt to connect; remembers the address that accepted it. */
  protected async connect(signal: AbortSignal): Promise<Attempt> {
    const attempt = await attemptTcp(this.tcpTarget, signal)
    this.#address = attempt.address
    return attempt
  }

  protected override onFound({ host }: Found): void {
    this.#address = host
  }

  protected override describeGoal(): Goal {
    const target = `${bracketIpv6(this.resolved.host)}:${this.port}`
    return {
      target,
      infinitive: `accept connections on ${target}`,
      gerund: `accepting connections on ${target}`,
      taken: `${target} is already in use`,
    }
  }

  protected override findHolder(): Holder | undefined {
    const inode = findListener(this.#address ?? this.resolved.host, this.port)
    return inode === undefined ? undefined : findHolder(inode)
  }

  /**
   * The listener must be one of our processes. An allocated port may also be served on our behalf by a younger process
   * (docker-proxy), unless our process has exited, or printed that its port was taken.
   */
  protected override assertOurs(process: LiveProcess, output: string): void {
    const stranger = findStranger(process, this.#address ?? this.resolved.host, this.port)
    if (stranger === undefined) return
    const isOdd = process.exit !== undefined || saysPortIsTaken(output, this.port)
    if (this.hasAllocatedPort && !isOdd && !isOlder(stranger, process)) return
    const goal = this.describeGoal()
    throw alreadyRunning(this.resolved, goal, stranger, `another process serves ${goal.target}`)
  }

  protected override hasUnaccepted(): boolean {
    return hasUnaccepted(this.#address ?? this.resolved.host, this.port)
  }

  protected override describeHints(process: LiveProcess, _seen: string): readonly string[] {
    const target = `${bracketIpv6(this.resolved.host)}:${this.port}`
    const stranger = this.describeStranger(process)
    if (stranger.length > 0) return stranger
    const listening = this.#listListeners(process)
    const elsewhere = listening.filter((address) => !address.endsWith(`:${this.port}`))
    if (listening.length === 0 || listening.includes(target)) return []
    if (elsewhere.length < listening.length)
      return [`it listens on ${listening.join(', ')}: another address than ${target}`]
    return [
      `it listens on ${listening.join(', ')} instead of ${target}: does its command, or its env, use {port}?`,
    ]
  }

  /** The process that holds the port instead of its own processes, even if on another address. */
  protected describeStranger(process: LiveProcess): readonly string[] {
    const own = this.#listListeners(process)
    const stranger = findListeners(this.port).find(({ address }) => !own.includes(address))
    if (stranger === undefined) return []
    const holder = findHolder(stranger.inode)
    const who = holder === undefined ? 'another process' : `${holder.command} (pid ${holder.pid})`
    return [`${stranger.address} is held by ${who}`]
  }

  #listListeners(process: LiveProcess): readonly string[] {
    return listListeners(process.findMembers().map(({ pid }) => pid))
  }

  /** Whether the port is allocated at the start. */
  protected get hasAllocatedPort(): boolean {
    return this.options.port === undefined
  }

  /** Where connections are attempted. */
  protected get tcpTarget(): { host: string; port: number } {
    return { host: this.resolved.host, port: this.port }
  }
}

/** Whether nothing listens. */
function isRefused(attempt: Attempt): boolean {
  return (
    !attempt.ready && (attempt.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'
  )
}
