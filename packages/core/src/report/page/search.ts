import type { Model, Process, Subject } from './model.js'

/** The search in names, files, commands and output; processes that do not match are hidden. */
export class Search {
  readonly #model: Model
  #query = ''
  #found: readonly Subject[] = []
  #foundSet = new Set<Subject>()
  processes: readonly Process[]

  constructor(model: Model) {
    this.#model = model
    this.processes = model.processes
  }

  /** The matches in the order of their beginnings; empty without a search. */
  get found(): readonly Subject[] {
    return this.#found
  }

  get isActive(): boolean {
    return this.#query !== ''
  }

  finds(subject: Subject): boolean {
    return !this.isActive || this.#foundSet.has(subject)
  }

  look(query: string): void {
    this.#query = query.trim().toLowerCase()
    const has = ({ text }: Subject): boolean => text.includes(this.#query)
    const { tests, processes } = this.#model
    this.#found = this.isActive ? [...tests, ...processes].filter(has) : []
    this.#foundSet = new Set(this.#found)
    this.processes = this.isActive
      ? processes.filter((each) => this.#foundSet.has(each))
      : processes
  }

  /** The match after the current one, or before it. */
  next(after: Subject | undefined, by: 1 | -1): Subject | undefined {
    const index = after === undefined ? -1 : this.#found.indexOf(after)
    const start = index === -1 && by === -1 ? 0 : index
    return this.#found.at((start + by) % Math.max(1, this.#found.length))
  }
}
