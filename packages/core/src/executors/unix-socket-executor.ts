import type { LiveProcess } from '../process/index.js'
import { lstat, unlink } from 'node:fs/promises'
import type { Command, ExecutorKind, UnixSocketOptions } from '../declaration/index.js'
import { ExecutorError, type Holder } from '../errors/index.js'
import { findSocketPathFault } from '../internal/socket-path.js'
import { findHolder, findUnixListener } from '../process/index.js'
import { type Attempt, attemptUnixSocket, watchFile } from '../readiness/index.js'
import { Executor } from './executor.js'
import type { Goal } from '../lifecycle/index.js'
import { removeStaleSocket } from './remove-stale.js'

/**
 * Waits until a unix socket accepts connections.
 *
 * @example
 * ```ts
 * await using app = await new UnixSocketExecutor('app --socket {socket}', {
 *   socketPath: '{tmp}/app.sock',
 * }).start()
 * ```
 */
export class UnixSocketExecutor extends Executor {
  static override readonly kind: ExecutorKind = 'unixSocket'
  /** The path that the latest ready process of this executor served. */
  #served: string | undefined

  /** @throws {@link DeclarationError} that lists every problem of command and options */
  constructor(command: Command, options: UnixSocketOptions) {
    super(command, options)
  }

  override async preStartCheck(signal: AbortSignal): Promise<boolean> {
    const path = this.#path
    const fault = findSocketPathFault(path)
    if (fault !== undefined) throw new ExecutorError(`Cannot start "${this.name}": ${fault}`)
    const attempt = await attemptUnixSocket(path, signal)
    // Most servers do not remove their socket when they exit, and cannot bind it again (EADDRINUSE, unix(7)).
    if (isRefused(attempt)) await this.#removeLeftover(path, signal)
    return this.judge(attempt)
  }

  override async afterStartCheck(signal: AbortSignal): Promise<boolean> {
    const path = this.#path
    const attempt = await attemptUnixSocket(path, signal)
    if (attempt.ready) this.#served = path
    return this.judge(attempt)
  }

  protected override watch(_process: LiveProcess, wake: () => void): (() => void) | undefined {
    return watchFile(this.#path, wake)
  }

  protected override describeGoal(): Goal {
    const path = this.#path
    return {
      target: path,
      infinitive: `accept connections on ${path}`,
      gerund: `accepting connections on ${path}`,
    }
  }

  protected override findHolder(): Holder | undefined {
    const inode = findUnixListener(this.#path)
    return inode === undefined ? undefined : findHolder(inode)
  }

  /** A socket that this executor has served is its own; another may belong to a process that is about to listen. */
  async #removeLeftover(path: string, signal: AbortSignal): Promise<void> {
    const refuses = async (): Promise<boolean> => isRefused(await attemptUnixSocket(path, signal))
    if (await removeStaleSocket({ path, uid: this.resolved.uid, refuses })) return
    if (this.#served === path && (await isSocket(path))) await unlink(path)
  }

  get #path(): string {
    return this.socketPath ?? ''
  }
}

/** No process serves it: a busy one does not refuse connections (EAGAIN, connect(2)). */
function isRefused(attempt: Attempt): boolean {
  return !attempt.ready && (attempt.cause as NodeJS.ErrnoException)?.code === 'ECONNREFUSED'
}

function isSocket(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSocket(),
    () => false,
  )
}
