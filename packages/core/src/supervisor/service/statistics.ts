import type { RunSummary, StopNote } from '../../protocol/index.js'

/** Counts what happens to the processes of a run. */
export class Statistics {
  #started = 0
  #found = 0
  #crashed = 0
  /** The ids of processes with several leases. */
  readonly #shared = new Set<string>()
  /** By command, so that each is reported once. */
  readonly #notes = new Map<string, StopNote>()
  #slowest: RunSummary['slowest']

  countStart(name: string, readyAfter: number): void {
    this.#started++
    if (readyAfter > (this.#slowest?.readyAfter ?? 0)) this.#slowest = { name, readyAfter }
  }

  countFound(): void {
    this.#found++
  }

  countCrash(): void {
    this.#crashed++
  }

  /** Adds the note of a stop; the worst of each command is kept. */
  note(command: string, note: StopNote): void {
    if (this.#notes.get(command)?.isForced !== true) this.#notes.set(command, note)
  }

  /** @param id - the id of a process that another lease was taken of */
  countShared(id: string): void {
    this.#shared.add(id)
  }

  get summary(): RunSummary {
    const { size: shared } = this.#shared
    return {
      started: this.#started,
      found: this.#found,
      crashed: this.#crashed,
      slowest: this.#slowest,
      shared,
      notes: [...this.#notes.values()],
    }
  }
}
