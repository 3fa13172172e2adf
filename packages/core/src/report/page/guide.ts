import type { Model, Subject } from './model.js'

/** What the panel needs for its links. */
export interface Guide {
  readonly model: Model
  /** Selects another subject. */
  readonly select: (subject: Subject, at: number) => void
}
