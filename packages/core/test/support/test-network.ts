import { execFileSync } from 'node:child_process'

const ip = (command: string): unknown => execFileSync('ip', command.split(' '))

/** A bridge for the containers of one engine, on this machine or on one that only the tests know. */
export class TestNetwork {
  readonly bridge = `mkr${process.pid}`
  /** Where other networks of the engine are: base and size. */
  readonly pool: string
  /** The address of the other machine. */
  readonly address: string | undefined
  /** Runs a command there. */
  readonly entry: readonly string[]

  private constructor(isRemote: boolean) {
    const net = process.pid % 16_384
    const [high, low] = [net >> 8, net & 255]
    const there = `10.${128 + high}.${low}`
    this.pool = `base=10.${192 + high}.${low}.0/24,size=28`
    this.address = isRemote ? `${there}.130` : undefined
    // Its own processes and mounts: they end with the first of them, and are not seen here.
    this.entry = isRemote
      ? `nsenter --net=/run/netns/${this.bridge} unshare --pid --fork --kill-child --mount --mount-proc`.split(
          ' ',
        )
      : []
    if (isRemote) this.#makeMachine(there)
    const at = isRemote ? `-n ${this.bridge} ` : ''
    ip(`${at}link add name ${this.bridge} type bridge`)
    ip(`${at}addr add ${there}.1/25 dev ${this.bridge}`)
    ip(`${at}link set ${this.bridge} up`)
  }

  static open({ isRemote }: { readonly isRemote: boolean }): TestNetwork {
    return new TestNetwork(isRemote)
  }

  close(): void {
    if (this.address === undefined) ip(`link delete ${this.bridge}`)
    else ip(`netns delete ${this.bridge}`)
  }

  /** A network namespace, and a line to it. */
  #makeMachine(there: string): void {
    ip(`netns add ${this.bridge}`)
    ip(`link add ${this.bridge}h type veth peer name line netns ${this.bridge}`)
    ip(`addr add ${there}.129/25 dev ${this.bridge}h`)
    ip(`link set ${this.bridge}h up`)
    ip(`-n ${this.bridge} addr add ${there}.130/25 dev line`)
    ip(`-n ${this.bridge} link set line up`)
    ip(`-n ${this.bridge} link set lo up`)
  }
}
