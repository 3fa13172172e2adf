import type { Socket } from 'node:net'
import type { OutputStream } from '../../internal/output-stream.js'
import type { Channel, RunFunctions } from '../../protocol/index.js'
import type { Service } from '../service/index.js'

/** How much may be buffered for a run before it misses output. Bytes. */
const mostWaiting = 8 * 1024 * 1024
/** The largest chunk of one message. Bytes. */
const largestPiece = 1024 * 1024

/** Sends a run what the parent of its kept processes learns: their output, and their exit. */
export class RunFeeds {
  readonly #socket: Socket
  readonly #run: Channel<RunFunctions>['remote']
  /** Functions that end a feed, by lease. */
  readonly #feeds = new Map<string, () => void>()

  constructor(socket: Socket, run: Channel<RunFunctions>['remote']) {
    this.#socket = socket
    this.#run = run
  }

  /** Sends the buffered output of the process, and all output from here on. */
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

  /** Sends the exit of the process if its leader has ended. */
  tellEnd(lease: string, { executor, wasAskedToEnd: wasAskedFor }: Service): void {
    if (executor.exit === undefined) return
    this.#run.ended.asEvent(lease, executor.exit, wasAskedFor).catch(() => undefined)
  }

  /** Ends the feed of a lease. */
  forget(lease: string): void {
    this.#feeds.get(lease)?.()
    this.#feeds.delete(lease)
  }
}
