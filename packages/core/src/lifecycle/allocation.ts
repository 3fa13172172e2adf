import { findPlaceholders, listStrings, type ParsedOptions } from '../declaration/index.js'
import { allocatePort, isUnheld, type PortReservation } from '../ports/index.js'
import { makePrivateFolder, makeResourceId, removePrivateFolder } from '../process/index.js'

/** What is allocated for one executor: ports and a private folder. */
export class Allocation {
  readonly port: number | undefined
  readonly ports: Readonly<Record<string, number>>
  readonly tmp: string | undefined
  /** The name of a resource. */
  readonly id: string | undefined
  /** Whether {@link port} was allocated here, and may be allocated again. */
  readonly hasOwnPort: boolean
  readonly #reservations: PortReservation[]

  private constructor(parts: AllocationParts) {
    const [own, ...further] = parts.reservations
    this.hasOwnPort = own !== undefined
    this.port = parts.options.port ?? own?.port
    this.ports = Object.fromEntries(
      parts.options.ports.map((name, index) => [name, further[index]?.port ?? 0]),
    )
    this.tmp = parts.tmp
    this.id = parts.id
    this.#reservations = parts.reservations.filter((reservation) => reservation !== undefined)
  }

  /**
   * Allocates what the options require, or name in a placeholder.
   *
   * @param kept - the previous allocation, reused where possible
   */
  static async make(options: ParsedOptions, kept: KeptAllocation = {}): Promise<Allocation> {
    // The port in the URL of a server may be one that it chooses itself.
    const strings = listStrings({ ...options, url: undefined })
    const named = new Set(strings.flatMap(({ text }) => findPlaceholders(text)))
    const isServer =
      options.kind === 'tcp' || options.kind === 'http' || options.container?.port !== undefined
    const needsPort = options.port === undefined && (isServer || named.has('port'))
    const reservations: (PortReservation | undefined)[] = []
    try {
      reservations.push(needsPort ? await allocatePort(kept.port) : undefined)
      for (const name of options.ports) reservations.push(await allocatePort(kept.ports?.[name]))
      const needsTmp = named.has('tmp') || options.prepare !== undefined
      const tmp = kept.tmp ?? (needsTmp ? await makePrivateFolder(options) : undefined)
      const isNamed = options.kind === 'resource' || options.kind === 'container'
      const id = isNamed ? (kept.id ?? makeResourceId()) : undefined
      return new Allocation({ options, tmp, id, reservations })
    } catch (error) {
      for (const reservation of reservations) reservation?.release()
      throw error
    }
  }

  /**
   * Whether another process has one of the ports that were allocated here, which may be why a start has failed. Checks
   * the system: programs report this in many ways, and perhaps for another port. For the time after everything of the
   * start has ended.
   */
  async hasLostPort(): Promise<boolean> {
    const ports = this.#reservations.map(({ port }) => port)
    const answers = await Promise.all(ports.map((port) => isUnheld(port).catch(() => true)))
    return answers.includes(false)
  }

  /** Releases the ports; the numbers stay readable. */
  releasePorts(): void {
    for (const reservation of this.#reservations.splice(0)) reservation.release()
  }

  /** Removes the private folder; calls `onLeft` with the reason if something is left. */
  async removeTmp(onLeft?: (fault: Error) => void): Promise<void> {
    if (this.tmp !== undefined) await removePrivateFolder(this.tmp, onLeft)
  }
}

/** What belongs to a process: allocated here, or by another process that releases it. */
export type Allocated = Pick<
  Allocation,
  'port' | 'ports' | 'tmp' | 'id' | 'releasePorts' | 'removeTmp'
>

/** What is left of an earlier allocation. */
export type KeptAllocation = Partial<Pick<Allocation, 'port' | 'ports' | 'tmp' | 'id'>>

interface AllocationParts {
  readonly options: ParsedOptions
  readonly tmp: string | undefined
  readonly id: string | undefined
  readonly reservations: readonly (PortReservation | undefined)[]
}
