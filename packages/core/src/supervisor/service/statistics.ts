import type { RunSummary, StopNote } from '../../protocol/index.js'

/** Counts what becomes of the processes of a run. */
export class Statistics {
  #started = 0
  #found = 0
  #crashed = 0
  /** By the ids of processes. */
  readonly #shared = new Set<string>()
  /** By command, so that each is told once. */
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

  /** A stop was not as it should be, but is no error. The worst is kept of every command. */
  note(command: string, note: StopNote): void {
    if (this.#notes.get(command)?.isForced !== true) this.#notes.set(command, note)
  }

  /** @param id - of a process that a further lease was taken of */
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
