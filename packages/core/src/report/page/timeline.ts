import { fitCanvas } from './canvas.js'
import { drawProcess, rowHeight } from './draw-process.js'
import { drawTests, findTest, testsBottom } from './draw-tests.js'
import type { Model, Process, Subject } from './model.js'
import { drawText, type Painting } from './painting.js'
import type { Palette } from './palette.js'
import { drawRuler, rulerHeight } from './ruler.js'
import type { Search } from './search.js'
import type { Viewport } from './viewport.js'

const font = '12px system-ui, sans-serif'

/** The selection of the reader. */
export interface Selection {
  readonly subject: Subject | undefined
  readonly at: number
}

/** What the pointer is on. */
export interface Target {
  readonly at: number
  readonly subject: Subject | undefined
}

/** The lanes of all tests, which do not scroll, and below them a row for each process. */
export class Timeline {
  readonly #canvas: HTMLCanvasElement
  readonly #model: Model
  readonly #viewport: Viewport
  readonly #search: Search
  /** How far the rows are scrolled. Pixels. */
  #offset = 0

  constructor(
    canvas: HTMLCanvasElement,
    parts: { model: Model; viewport: Viewport; search: Search },
  ) {
    this.#canvas = canvas
    this.#model = parts.model
    this.#viewport = parts.viewport
    this.#search = parts.search
  }

  /** The height of the content. Pixels. */
  get contentHeight(): number {
    return testsBottom(this.#model) + this.#rows.length * rowHeight + rowHeight
  }

  /** The top of the rows. Pixels. */
  get top(): number {
    return testsBottom(this.#model)
  }

  find(x: number, y: number): Target {
    const at = this.#viewport.momentAt(Math.max(x, this.#viewport.left))
    if (y < this.top) return { at, subject: findTest(this.#model, at, y) }
    const row = Math.floor((y - this.top + this.#offset) / rowHeight)
    return { at, subject: this.#rows[row] }
  }

  /** How far to scroll so that a row is in view; `undefined` when it is. */
  offsetFor(process: Process): number | undefined {
    const row = this.#rows.indexOf(process) * rowHeight
    const room = this.#canvas.clientHeight - this.top
    if (row < this.#offset) return Math.max(0, row - rowHeight)
    return row + rowHeight > this.#offset + room ? row - room + 2 * rowHeight : undefined
  }

  draw(palette: Palette, selection: Selection, offset: number): void {
    this.#offset = offset
    const { context, width, height } = fitCanvas(this.#canvas)
    const { left } = this.#viewport
    this.#viewport.width = Math.max(1, width - left - 12)
    context.font = font
    context.textBaseline = 'middle'
    context.clearRect(0, 0, width, height)
    const painting = { context, viewport: this.#viewport, palette, width, height }
    drawRuler(painting)
    this.#drawRows(painting, selection)
    context.fillStyle = palette.back
    context.fillRect(0, 0, left, this.top)
    this.#drawTestsGutter(painting)
    drawTests(painting, this.#model, {
      isShown: (test) => this.#search.finds(test),
      selected: selection.subject,
    })
    this.#drawMoment(painting, selection)
  }

  get #rows(): readonly Process[] {
    return this.#search.processes
  }

  #drawRows(painting: Painting, { subject }: Selection): void {
    const { context, palette, width, height } = painting
    context.save()
    context.beginPath()
    context.rect(0, this.top, width, height - this.top)
    context.clip()
    if (this.#rows.length === 0) {
      context.fillStyle = palette.muted
      drawText(context, 'No process matches', { x: 12, y: this.top + 16, room: width })
    }
    const first = Math.floor(this.#offset / rowHeight)
    const visible = Math.ceil((height - this.top) / rowHeight) + 1
    this.#rows.slice(first, first + visible).forEach((process, index) => {
      const top = this.top + (first + index) * rowHeight - this.#offset
      if (process === subject) {
        context.fillStyle = palette.faint
        context.fillRect(0, top, width, rowHeight)
      }
      drawProcess(painting, this.#model, process, top)
      this.#drawName(painting, process, { top, isSelected: process === subject })
    })
    context.restore()
  }

  #drawName(
    { context, palette }: Painting,
    process: Process,
    { top, isSelected }: { top: number; isSelected: boolean },
  ): void {
    const { left } = this.#viewport
    const middle = top + rowHeight / 2 + 0.5
    context.fillStyle = isSelected ? palette.faint : palette.back
    context.fillRect(0, top, left - 1, rowHeight)
    context.fillStyle = process.hasCrashed ? palette.crash : palette.ink
    context.textAlign = 'left'
    drawText(context, process.name, { x: 12, y: middle, room: left - 56 })
    context.fillStyle = palette.muted
    context.textAlign = 'right'
    context.fillText(`#${process.id}`, left - 10, middle)
    if (isSelected) {
      context.fillStyle = palette.accent
      context.fillRect(0, top, 3, rowHeight)
    }
  }

  #drawTestsGutter({ context, palette, width, height }: Painting): void {
    const { left } = this.#viewport
    context.strokeStyle = palette.line
    context.beginPath()
    context.moveTo(left - 0.5, 0)
    context.lineTo(left - 0.5, height)
    context.moveTo(0, this.top - 3.5)
    context.lineTo(width, this.top - 3.5)
    context.stroke()
    context.textAlign = 'left'
    context.fillStyle = palette.muted
    if (this.#model.laneCount > 0) context.fillText('tests', 12, rulerHeight + 8)
  }

  #drawMoment({ context, palette, viewport, height }: Painting, { at, subject }: Selection): void {
    const x = Math.round(viewport.xOf(at)) + 0.5
    if (subject === undefined || x < viewport.left) return
    context.strokeStyle = palette.accent
    context.setLineDash([3, 3])
    context.beginPath()
    context.moveTo(x, rulerHeight - 8)
    context.lineTo(x, height)
    context.stroke()
    context.setLineDash([])
  }
}
