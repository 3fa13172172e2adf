/** The visible span of time, and its place on the screen. */
export class Viewport {
  readonly #duration: number
  readonly #onChange: () => void
  from = 0
  to: number
  /** The places of the first and the last moment. Pixels. */
  left = 0
  width = 1

  constructor(duration: number, onChange: () => void) {
    this.#duration = duration
    this.#onChange = onChange
    this.to = duration
  }

  get span(): number {
    return this.to - this.from
  }

  /** The place of a moment. Pixels. */
  xOf(at: number): number {
    return this.left + ((at - this.from) / this.span) * this.width
  }

  /** The moment at a place. */
  momentAt(x: number): number {
    return this.from + ((x - this.left) / this.width) * this.span
  }

  /** @param factor - above 1 shows less */
  zoom(factor: number, around: number): void {
    const span = Math.min(this.#duration, Math.max(0.5, this.span / factor))
    const share = (around - this.from) / this.span
    this.show(around - share * span, around + (1 - share) * span)
  }

  pan(milliseconds: number): void {
    this.show(this.from + milliseconds, this.to + milliseconds)
  }

  showAll(): void {
    this.show(0, this.#duration)
  }

  /** Moves by the least distance that makes a moment visible. */
  reveal(at: number): void {
    if (at >= this.from && at <= this.to) return
    this.show(at - this.span / 2, at + this.span / 2)
  }

  show(from: number, to: number): void {
    const span = Math.min(to - from, this.#duration)
    this.from = Math.max(0, Math.min(from, this.#duration - span))
    this.to = this.from + span
    this.#onChange()
  }
}
