import type { Model, Subject } from './model.js'

/** What the panel needs to lead somewhere. */
export interface Guide {
  readonly model: Model
  /** Shows something else. */
  readonly select: (subject: Subject, at: number) => void
}
