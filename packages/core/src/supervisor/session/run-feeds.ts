import type { Socket } from 'node:net'
import type { OutputStream } from '../../internal/output-stream.js'
import type { Channel, RunFunctions } from '../../protocol/index.js'
import type { Service } from '../service/index.js'

/** How much a run may lag behind before it misses some of the output; nobody waits for it. Bytes. */
const mostWaiting = 8 * 1024 * 1024
/** A message has a limit. Bytes. */
const largestPiece = 1024 * 1024

/** Tells a run of the processes it has leases of what their parent learns: what they print, and how they end. */
export class RunFeeds {
  readonly #socket: Socket
  readonly #run: Channel<RunFunctions>['remote']
  /** How to stop telling, by lease. */
  readonly #feeds = new Map<string, () => void>()

  constructor(socket: Socket, run: Channel<RunFunctions>['remote']) {
    this.#socket = socket
    this.#run = run
  }

  /** From here on the run is told what the process prints: first what is kept of that. */
  follow(lease: string, service: Service): void {
    let dropped = 0
    const send = (stream: OutputStream, chunk: Buffer): void => {
      for (let at = 0; at < chunk.length; at += largestPiece) {
        const piece = chunk.toString('base64', at, at + largestPiece)
        this.#run.output.asEvent(lease, stream, piece).catch(() => undefined)
      }
    }
    const take = (stream: OutputStream, chunk: Buffer): void => {
      if (this.#socket.writableLength > mostWaiting) {
        dropped += chunk.length
        return
      }
      if (dropped > 0) send(stream, Buffer.from(`[${dropped} bytes dropped]\n`))
      dropped = 0
      send(stream, chunk)
    }
    const finish = (stream: OutputStream): void =>
      void this.#run.finished.asEvent(lease, stream).catch(() => undefined)
    this.#feeds.set(lease, service.followOutput(take, finish))
  }

  /** Something happened to the process: the run is told if its leader has ended. */
  tellEnd(lease: string, { executor, wasAskedToEnd: wasAskedFor }: Service): void {
    if (executor.exit === undefined) return
    this.#run.ended.asEvent(lease, executor.exit, wasAskedFor).catch(() => undefined)
  }

  /** The lease has ended. */
  forget(lease: string): void {
    this.#feeds.get(lease)?.()
    this.#feeds.delete(lease)
  }
}
