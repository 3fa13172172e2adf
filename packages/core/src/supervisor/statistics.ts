import type { RunSummary } from '../protocol/index.js'

/** Counts what becomes of the processes of a run. */
export class Statistics {
  #started = 0
  #found = 0
  #crashed = 0
  /** By the ids of processes. */
  readonly #shared = new Set<string>()
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
    }
  }
}
