import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { ExecutorError } from '../errors/index.js'
import { repeat } from '../internal/clock.js'

/** Where a server of this machine listens. */
export interface HostTarget {
  readonly host: string
  readonly port: number
}

/** Between two attempts to listen at an address that this machine does not have yet. Milliseconds. */
const retryInterval = 10

const gates = new Map<string, Gate>()

/** Forwards connections from the address at which containers see this machine to a port of its loopback address. */
export class Gate {
  readonly #address: string
  readonly #target: HostTarget
  readonly #server = createServer((inside) => this.#forward(inside))
  #users = 0
  #isOpen = false
  #attempt: Promise<void> | undefined
  #stopRetries: () => void = () => undefined

  private constructor(address: string, target: HostTarget) {
    this.#address = address
    this.#target = target
    this.#server.unref()
  }

  /** The gate to this target, which has one more user. */
  static use(address: string, target: HostTarget): Gate {
    const key = `${address}:${target.port}`
    const gate = gates.get(key) ?? new Gate(address, target)
    gates.set(key, gate)
    gate.#users++
    return gate
  }

  /** Closes the gate with its last user. */
  leave(): void {
    this.#users--
    if (this.#users > 0) return
    gates.delete(`${this.#address}:${this.#target.port}`)
    this.#stopRetries()
    this.#server.close()
  }

  /**
   * Resolves when it is open; or when this machine does not have the address: then it is opened as soon as it has.
   *
   * @throws {@link ExecutorError} if that is not allowed
   */
  open(): Promise<void> {
    this.#attempt ??= this.#listen().finally(() => (this.#attempt = undefined))
    return this.#attempt
  }

  async #listen(): Promise<void> {
    if (this.#isOpen) return
    const listening = once(this.#server, 'listening')
    this.#server.listen({ host: this.#address, port: this.#target.port })
    try {
      await listening
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'EADDRNOTAVAIL') return this.#retry()
      // A server that listens on all addresses needs no gate.
      if (code !== 'EADDRINUSE')
        throw new ExecutorError(`containers cannot reach this machine: ${message}`)
    }
    this.#isOpen = true
    this.#stopRetries()
    if (this.#users === 0) this.#server.close()
  }

  /** Podman gives this machine the address with the first container. */
  #retry(): void {
    this.#stopRetries()
    if (this.#users > 0)
      this.#stopRetries = repeat(retryInterval, () => void this.open().catch(() => undefined))
  }

  #forward(inside: Socket): void {
    const outside = connect({ ...this.#target, allowHalfOpen: true })
    inside.on('error', () => outside.destroy())
    outside.on('error', () => inside.destroy())
    inside.pipe(outside)
    outside.pipe(inside)
    inside.on('close', () => outside.destroy())
  }
}
