import { connect, type Socket } from 'node:net'
import { now, pause } from '../internal/clock.js'
import { attemptTcp, type TcpTarget } from '../readiness/index.js'

/** A server may restart, or have no free connection: how often it is tried before it counts as gone. */
const attempts = 3
/** Milliseconds. */
const attemptTimeout = 2_000
const pauseBetween = 100
/** Servers close connections that say nothing: how soon the next one follows at the earliest. Milliseconds. */
const shortestLife = 1_000

/** Holds an idle connection to a server, so that its end is noticed at once. */
export class ServerWatch {
  readonly #target: TcpTarget
  readonly #over = new AbortController()
  #socket: Socket | undefined

  /** @param onGone - called once, when the server accepts no connections any more */
  constructor(target: TcpTarget, onGone: () => void) {
    this.#target = target
    this.#watch().then(
      () => (this.#over.signal.aborted ? undefined : onGone()),
      () => undefined,
    )
  }

  /** Closes the connection. */
  end(): void {
    this.#over.abort()
    this.#socket?.destroy()
  }

  async #watch(): Promise<void> {
    while (await this.#answers()) {
      const since = now()
      await this.#hold()
      if (now() - since < shortestLife && (await this.#answers())) await this.#pause(shortestLife)
    }
  }

  async #answers(): Promise<boolean> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(attemptTimeout)])
      if ((await attemptTcp(this.#target, signal)).ready) return true
      if (this.#over.signal.aborted) return false
      await this.#pause(pauseBetween)
    }
    return false
  }

  /** Does not keep this process alive. */
  #pause(milliseconds: number): Promise<void> {
    return pause(milliseconds, this.#over.signal, { ref: false })
  }

  /** Resolves when the connection ends. */
  #hold(): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ ...this.#target, keepAlive: true })
      this.#socket = socket
      socket.unref()
      socket.resume() // a greeting of the server
      socket.on('error', () => undefined)
      socket.once('close', () => resolve())
      if (this.#over.signal.aborted) socket.destroy()
    })
  }
}
