import { showDetails } from './details.js'
import { find } from './element.js'
import { count, formatDuration } from './format.js'
import type { Model, Process, Subject } from './model.js'
import { Overview } from './overview.js'
import { readPalette, type Palette } from './palette.js'
import { Search } from './search.js'
import { Timeline, type Selection } from './timeline.js'
import { Viewport } from './viewport.js'

const gutter = { wide: 190, narrow: 104 }

/** The page: holds the selection and the visible span, and updates everything that depends on them. */
export class Page {
  readonly model: Model
  readonly viewport: Viewport
  readonly search: Search
  readonly timeline: Timeline
  readonly scroller: HTMLElement = find('scroller')
  readonly #overview: Overview
  readonly #panel: HTMLElement = find('details')
  #selection: Selection = { subject: undefined, at: 0 }
  #palette: Palette = readPalette()
  #isDrawing = false

  constructor(model: Model) {
    this.model = model
    this.viewport = new Viewport(model.duration, () => this.refresh())
    this.search = new Search(model)
    this.timeline = new Timeline(find('timeline'), this)
    this.#overview = new Overview(find('overview'), model, this.viewport)
    this.scroller.addEventListener('scroll', () => this.refresh())
    new ResizeObserver(() => this.#fit()).observe(this.scroller)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour())
    showDetails(this.#panel, this.#selection, this)
  }

  get selection(): Selection {
    return this.#selection
  }

  /** Draws once before the next frame, even after several changes. */
  refresh(): void {
    if (this.#isDrawing) return
    this.#isDrawing = true
    requestAnimationFrame(() => {
      this.#isDrawing = false
      this.timeline.draw(this.#palette, this.#selection, this.scroller.scrollTop)
      this.#overview.draw(this.#palette)
    })
  }

  recolour(): void {
    this.#palette = readPalette()
    this.refresh()
  }

  readonly select = (subject: Subject | undefined, at: number): void => {
    this.#selection = { subject, at }
    find('hint').hidden = true
    document.body.classList.toggle('has-selection', subject !== undefined)
    showDetails(this.#panel, this.#selection, this)
    if (subject !== undefined) this.#reveal(subject, at)
    find('said').textContent = describe(subject, at)
    this.refresh()
  }

  look(query: string): void {
    this.search.look(query)
    this.scroller.scrollTop = 0
    const { found, isActive } = this.search
    const processes = this.search.processes.length
    const tests = found.length - processes
    find('found').textContent = isActive
      ? `${count(processes, 'process', 'processes')}, ${count(tests, 'test')}`
      : ''
    this.#fit()
  }

  #reveal(subject: Subject, at: number): void {
    this.viewport.reveal(at)
    if (subject.is === 'process') this.#scrollTo(subject)
  }

  #scrollTo(process: Process): void {
    const offset = this.timeline.offsetFor(process)
    if (offset !== undefined) this.scroller.scrollTop = offset
  }

  #fit(): void {
    this.viewport.left = this.scroller.clientWidth < 640 ? gutter.narrow : gutter.wide
    find('timeline').style.height = `${this.scroller.clientHeight}px`
    find('content').style.height = `${this.timeline.contentHeight}px`
    const { subject } = this.#selection
    if (subject?.is === 'process') this.#scrollTo(subject)
    this.refresh()
  }
}

function describe(subject: Subject | undefined, at: number): string {
  if (subject === undefined) return 'nothing chosen'
  const moment = `at ${formatDuration(at)}`
  if (subject.is === 'test') return `test ${subject.name}, ${subject.state}, ${moment}`
  const { what = '' } = subject.moments.findLast((each) => each.at <= at + 0.01) ?? {}
  return `process ${subject.name} ${subject.id}, ${what}, ${moment}`
}
