import type { Socket } from 'node:net'
import { formatDuration } from '../../errors/index.js'
import { settlesWithin } from '../../internal/clock.js'
import type { OutputStream } from '../../internal/output-stream.js'
import {
  openChannel,
  supervisorFailure,
  type Channel,
  type ExitMessage,
  type RunFunctions,
  type SupervisorFunctions,
} from '../../protocol/index.js'
import { joinKeeper } from './join-keeper.js'

/** Notified of what happens to a process that a keeper holds for this run. */
export interface KeptWatcher {
  printed(stream: OutputStream, chunk: Buffer): void
  /** A stream has ended, until the next start. */
  finished(stream: OutputStream): void
  ended(exit: ExitMessage, wasAskedFor: boolean): void
  /** The keeper is gone, and the process with it. */
  lost(): void
}

/** The connection of a run to a keeper. All leases that the run takes there end with it. */
export class KeeperLink {
  readonly keeper: Channel<SupervisorFunctions>['remote']
  readonly #socket: Socket
  readonly #logFile: string
  readonly #watchers = new Map<string, KeptWatcher>()
  #leases = 0
  #isLost = false

  /**
   * @param onLost - called when the connection has ended
   * @throws {@link SupervisorError} when there is no keeper and none can be started
   */
  static async open(folder: string, onLost: () => void): Promise<KeeperLink> {
    const { socket, logFile } = await joinKeeper(folder)
    return new KeeperLink(socket, logFile, onLost)
  }

  private constructor(socket: Socket, logFile: string, onLost: () => void) {
    this.#socket = socket
    this.#logFile = logFile
    const functions: RunFunctions = {
      output: (lease, stream, chunk) =>
        this.#watchers.get(lease)?.printed(stream, Buffer.from(chunk, 'base64')),
      finished: (lease, stream) => this.#watchers.get(lease)?.finished(stream),
      ended: (lease, exit, wasAskedFor) => this.#watchers.get(lease)?.ended(exit, wasAskedFor),
    }
    const channel = openChannel<SupervisorFunctions>(socket, functions, {
      onGarbage: () => socket.destroy(),
    })
    this.keeper = channel.remote
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#isLost = true
      onLost()
      const reason =
        'The supervisor that keeps processes between runs was killed, with its processes'
      channel.close(supervisorFailure(reason, logFile))
      for (const watcher of this.#watchers.values()) watcher.lost()
    })
    // This connection must not keep the run's own supervisor alive.
    socket.unref()
  }

  /**
   * Waits for a response, and closes the connection to a keeper that hangs.
   *
   * @param timeout - milliseconds
   * @throws {@link SupervisorError} when the keeper does not respond in time
   */
  async answersWithin<T>(answer: Promise<T>, timeout: number): Promise<T> {
    if (await settlesWithin(answer, timeout)) return answer
    answer.catch(() => undefined)
    this.#socket.destroy()
    const reason = `The supervisor that keeps processes between runs did not answer within ${formatDuration(timeout)}`
    throw supervisorFailure(reason, this.#logFile)
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** Creates a name for a lease; the watcher is notified until the lease is {@link forget | forgotten}. */
  nameLease(watcher: KeptWatcher): string {
    const lease = `lease ${++this.#leases}`
    this.#watchers.set(lease, watcher)
    return lease
  }

  forget(lease: string): void {
    this.#watchers.delete(lease)
  }
}

/** The connections of a run to keepers, one for each folder that declarations come from. */
export class KeeperLinks {
  readonly #links = new Map<string, Promise<KeeperLink>>()

  /** @throws {@link SupervisorError} when there is no keeper and none can be started */
  join(folder: string): Promise<KeeperLink> {
    const known = this.#links.get(folder)
    if (known !== undefined) return known
    const forget = (): void => {
      if (this.#links.get(folder) === link) this.#links.delete(folder)
    }
    const link = KeeperLink.open(folder, forget)
    link.catch(forget)
    this.#links.set(folder, link)
    return link
  }
}
