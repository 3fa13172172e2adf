import type { RunSummary } from '../protocol/index.js'

/** Counts what becomes of the processes of a run. */
export class Statistics {
  #started = 0
  #found = 0
  #crashed = 0
  #shared = new Set<object>()
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

  /** @param service - one that a further lease was taken of */
  countShared(service: object): void {
    this.#shared.add(service)
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
