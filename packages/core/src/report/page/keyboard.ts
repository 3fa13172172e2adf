import { find } from './element.js'
import type { Subject } from './model.js'
import type { Page } from './page.js'

type Action = (page: Page, event: KeyboardEvent) => void

const zoomStep = 1.5
const panShare = 0.2

/** Handles keys while the timeline has the focus. */
const actions: Readonly<Record<string, Action>> = {
  ArrowUp: (page) => step(page, -1),
  ArrowDown: (page) => step(page, 1),
  ArrowLeft: (page, { shiftKey }) => (shiftKey ? pan(page, -1) : move(page, -1)),
  ArrowRight: (page, { shiftKey }) => (shiftKey ? pan(page, 1) : move(page, 1)),
  Home: (page) => choose(page, listRows(page)[0]),
  End: (page) => choose(page, listRows(page).at(-1)),
  '+': (page) => zoom(page, zoomStep),
  '=': (page) => zoom(page, zoomStep),
  '-': (page) => zoom(page, 1 / zoomStep),
  '0': ({ viewport }) => viewport.showAll(),
  Enter: () => find('details').focus(),
  n: (page) => goToNext(page, 1),
  N: (page) => goToNext(page, -1),
}

export function followKeys(page: Page): void {
  const search = find<HTMLInputElement>('search')
  find('scroller').addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (action === undefined) return
    event.preventDefault()
    action(page, event)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search) {
      event.preventDefault()
      search.select()
    }
    if (event.key !== 'Escape') return
    if (document.activeElement === search) search.value = ''
    page.look(search.value)
    page.select(undefined, 0)
    find('scroller').focus()
  })
  search.addEventListener('input', () => page.look(search.value))
  search.addEventListener('keydown', ({ key, shiftKey }) => {
    if (key === 'Enter') goToNext(page, shiftKey ? -1 : 1)
  })
}

/** The shown tests in the order of their beginnings, then the shown processes. */
function listRows({ model, search }: Page): readonly Subject[] {
  return [...model.tests.filter((test) => search.finds(test)), ...search.processes]
}

function step(page: Page, by: 1 | -1): void {
  const { subject } = page.selection
  const rows = listRows(page)
  const index = subject === undefined ? -1 : rows.indexOf(subject)
  const first = page.search.processes[0] ?? rows[0]
  choose(page, index === -1 ? first : rows[Math.max(0, index + by)])
}

/** Moves to the beginning of a subject, where it is visible. */
function choose(page: Page, subject: Subject | undefined): void {
  if (subject !== undefined) page.select(subject, subject.from)
}

/** Moves to the next or the previous moment in the row of a process. */
function move(page: Page, by: 1 | -1): void {
  const { subject, at } = page.selection
  if (subject === undefined) return pan(page, by)
  if (subject.is === 'test') return step(page, by)
  const moments = by === 1 ? subject.moments : subject.moments.toReversed()
  const next = moments.find((each) => (by === 1 ? each.at > at : each.at < at))
  if (next !== undefined) page.select(subject, next.at)
}

function pan({ viewport }: Page, by: 1 | -1): void {
  viewport.pan(by * panShare * viewport.span)
}

function zoom({ viewport, selection }: Page, factor: number): void {
  const { subject, at } = selection
  const middle = (viewport.from + viewport.to) / 2
  viewport.zoom(factor, subject === undefined ? middle : at)
}

function goToNext(page: Page, by: 1 | -1): void {
  choose(page, page.search.next(page.selection.subject, by))
}
