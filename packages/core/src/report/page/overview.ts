import { fitCanvas } from './canvas.js'
import type { Model } from './model.js'
import type { Palette } from './palette.js'
import type { Viewport } from './viewport.js'

/** The whole run in a strip: the number of processes, failed tests, crashes, and the visible span. */
export class Overview {
  readonly #canvas: HTMLCanvasElement
  readonly #model: Model
  readonly #viewport: Viewport
  readonly #steps: readonly (readonly [at: number, living: number])[]
  readonly #most: number
  /** Where the selection of a span began. */
  #grip: number | undefined

  constructor(canvas: HTMLCanvasElement, model: Model, viewport: Viewport) {
    this.#canvas = canvas
    this.#model = model
    this.#viewport = viewport
    this.#steps = countLiving(model)
    this.#most = this.#steps.reduce((most, [, living]) => Math.max(most, living), 1)
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId)
      this.#grip = event.offsetX
    })
    canvas.addEventListener('pointermove', (event) => this.#mark(event.offsetX))
    canvas.addEventListener('pointerup', (event) => this.#letGo(event.offsetX))
    canvas.addEventListener('dblclick', () => viewport.showAll())
  }

  draw(palette: Palette): void {
    const { context, width, height } = fitCanvas(this.#canvas)
    const { duration, tests, processes } = this.#model
    const scale = width / duration
    context.clearRect(0, 0, width, height)
    context.fillStyle = palette.ready
    this.#steps.forEach(([at, living], index) => {
      const end = this.#steps[index + 1]?.[0] ?? duration
      const tall = (living / this.#most) * (height - 8)
      context.fillRect(at * scale, height - tall, Math.max(1, (end - at) * scale), tall)
    })
    context.fillStyle = palette.failed
    for (const { state, from } of tests)
      if (state === 'failed') context.fillRect(from * scale - 1, 0, 2, 5)
    context.fillStyle = palette.crash
    for (const { record } of processes)
      for (const { at } of record.crashes)
        context.fillRect(this.#model.since(at) * scale - 1, 0, 2, height)
    this.#drawWindow(context, palette, { width, height, scale })
  }

  #drawWindow(
    context: CanvasRenderingContext2D,
    palette: Palette,
    { width, height, scale }: { width: number; height: number; scale: number },
  ): void {
    const [from, to] = [this.#viewport.from * scale, this.#viewport.to * scale]
    context.fillStyle = palette.back
    context.globalAlpha = 0.7
    context.fillRect(0, 0, from, height)
    context.fillRect(to, 0, width - to, height)
    context.globalAlpha = 1
    context.strokeStyle = palette.accent
    context.strokeRect(from + 0.5, 0.5, Math.max(2, to - from - 1), height - 1)
  }

  #mark(x: number): void {
    if (this.#grip === undefined || Math.abs(x - this.#grip) < 4) return
    const [from, to] = [x, this.#grip].map((each) => this.#momentAt(each)).toSorted((a, b) => a - b)
    if (from !== undefined && to !== undefined) this.#viewport.show(from, to)
  }

  #letGo(x: number): void {
    const grip = this.#grip
    this.#grip = undefined
    if (grip === undefined || Math.abs(x - grip) >= 4) return
    const { span } = this.#viewport
    const middle = this.#momentAt(x)
    this.#viewport.show(middle - span / 2, middle + span / 2)
  }

  #momentAt(x: number): number {
    const share = Math.min(1, Math.max(0, x / this.#canvas.clientWidth))
    return share * this.#model.duration
  }
}

function countLiving({ processes, duration }: Model): (readonly [number, number])[] {
  const changes = processes
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: Math.min(to, duration), by: -1 },
    ])
    .toSorted((one, other) => one.at - other.at)
  let living = 0
  return changes.map(({ at, by }) => [at, (living += by)] as const)
}
