import type { Socket } from 'node:net'
import type { OutputStream } from '../../internal/output-stream.js'
import type { Channel, ClientFunctions } from '../../protocol/index.js'

/** How much may be buffered for a client before it misses lines: a stopped one (Ctrl-Z) reads nothing. Bytes. */
const mostWaiting = 1024 * 1024

/** Sends a client every line that any process prints, and drops lines that it does not read in time. */
export class LineFeed {
  readonly #socket: Socket
  readonly #client: Channel<ClientFunctions>['remote']
  #dropped = 0

  constructor(socket: Socket, client: Channel<ClientFunctions>['remote']) {
    this.#socket = socket
    this.#client = client
  }

  printed(name: string, stream: OutputStream, line: string): void {
    if (this.#socket.destroyed) return
    if (this.#dropped === 0 && this.#socket.writableLength <= mostWaiting)
      return this.#tell(name, stream, line)
    if (this.#dropped++ === 0) this.#socket.once('drain', () => this.#tellDropped(name))
  }

  /** Called when the client has read everything that was buffered. */
  #tellDropped(name: string): void {
    this.#tell(name, 'stderr', `[${this.#dropped} lines of all processes dropped]`)
    this.#dropped = 0
  }

  #tell(name: string, stream: OutputStream, line: string): void {
    this.#client.printed.asEvent(name, stream, line).catch(() => undefined)
  }
}
