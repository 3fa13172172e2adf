import type { Command, ExecutorKind, UnixSocketOptions } from '../declaration/options.js'
import type { Holder } from '../errors/index.js'
import { findHolder, findUnixListener } from '../process/index.js'
import { attemptUnixSocket, watchFile } from '../readiness/index.js'
import { Executor } from './executor.js'
import type { Goal } from './goal.js'

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

  /** @throws {@link DeclarationError} that lists everything that is wrong with command and options */
  constructor(command: Command, options: UnixSocketOptions) {
    super(command, options)
  }

  override async preStartCheck(signal: AbortSignal): Promise<boolean> {
    return this.judge(await attemptUnixSocket(this.#path, signal))
  }

  override async afterStartCheck(signal: AbortSignal): Promise<boolean> {
    return this.judge(await attemptUnixSocket(this.#path, signal))
  }

  protected override watch(wake: () => void): (() => void) | undefined {
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

  get #path(): string {
    return this.socketPath ?? ''
  }
}
