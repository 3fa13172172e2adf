import type { Snapshot } from '../protocol/index.js'

/** The properties of a process of another Node process, from its latest snapshot. */
export abstract class ProcessView {
  protected snapshot: Snapshot | undefined
  /** Its name before the first snapshot. */
  protected abstract readonly declaredName: string

  get name(): string {
    return this.snapshot?.name ?? this.declaredName
  }

  get pid(): number | undefined {
    return this.snapshot?.pid
  }

  get host(): string | undefined {
    return this.snapshot?.host
  }

  get port(): number | undefined {
    return this.snapshot?.port
  }

  get ports(): Readonly<Record<string, number>> {
    return this.snapshot?.ports ?? {}
  }

  get id(): string {
    return this.snapshot?.id ?? ''
  }

  get url(): string | undefined {
    return this.snapshot?.url
  }

  get socketPath(): string | undefined {
    return this.snapshot?.socketPath
  }

  get tmp(): string | undefined {
    return this.snapshot?.tmp
  }

  get captures(): Readonly<Record<string, string>> {
    return this.snapshot?.captures ?? {}
  }

  get exit(): Snapshot['exit'] {
    return this.snapshot?.exit
  }

  /** `"redis" (redis-server --port 21034)` */
  toString(): string {
    const command = this.snapshot?.command
    return `"${this.name}"${command === undefined ? '' : ` (${command})`}`
  }
}
