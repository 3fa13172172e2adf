import { find } from './element.js'
import { formatDuration } from './format.js'
import type { Page } from './page.js'
import type { Target } from './timeline.js'

const stillness = 4

/** Dragging moves, the wheel with Ctrl zooms, a click selects, and hovering shows the name. */
export function followPointer(page: Page): void {
  const canvas = find<HTMLCanvasElement>('timeline')
  let grip: { x: number; y: number; from: number; top: number } | undefined
  let hasMoved = false
  canvas.addEventListener('pointerdown', ({ offsetX, offsetY }) => {
    grip = { x: offsetX, y: offsetY, from: page.viewport.from, top: page.scroller.scrollTop }
    hasMoved = false
  })
  canvas.addEventListener('pointermove', ({ offsetX, offsetY, buttons, pointerId }) => {
    if (grip === undefined || buttons === 0) return showHint(page, offsetX, offsetY)
    const [x, y] = [offsetX - grip.x, offsetY - grip.y]
    if (!hasMoved && Math.hypot(x, y) < stillness) return
    hasMoved = true
    canvas.setPointerCapture(pointerId)
    hideHint()
    const { viewport } = page
    const from = grip.from - (x / viewport.width) * viewport.span
    viewport.show(from, from + viewport.span)
    page.scroller.scrollTop = grip.top - y
  })
  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    if (hasMoved) return
    const { subject, at } = page.timeline.find(offsetX, offsetY)
    page.select(subject, at)
  })
  canvas.addEventListener('dblclick', ({ offsetX, offsetY }) => {
    const { subject } = page.timeline.find(offsetX, offsetY)
    if (subject === undefined) return page.viewport.showAll()
    const margin = (subject.to - subject.from) * 0.1 + 1
    page.viewport.show(subject.from - margin, subject.to + margin)
  })
  canvas.addEventListener('pointerleave', hideHint)
  canvas.addEventListener('wheel', (event) => turn(page, event), { passive: false })
}

function turn({ viewport }: Page, event: WheelEvent): void {
  const { ctrlKey, metaKey, shiftKey, deltaX, deltaY, offsetX } = event
  const isSideways = shiftKey || Math.abs(deltaX) > Math.abs(deltaY)
  if (!ctrlKey && !metaKey && !isSideways) return // the browser scrolls
  event.preventDefault()
  if (ctrlKey || metaKey) viewport.zoom(Math.exp(-deltaY / 300), viewport.momentAt(offsetX))
  else viewport.pan(((deltaX === 0 ? deltaY : deltaX) / viewport.width) * viewport.span)
}

function showHint(page: Page, x: number, y: number): void {
  const target = page.timeline.find(x, y)
  if (target.subject === undefined || x < page.viewport.left) return hideHint()
  const hint = find('hint')
  hint.textContent = describe(target)
  hint.hidden = false
  const room = page.scroller.clientWidth
  hint.style.left = `${Math.min(x + 14, room - hint.offsetWidth - 8)}px`
  hint.style.top = `${y + page.scroller.scrollTop + 18}px`
}

function hideHint(): void {
  find('hint').hidden = true
}

function describe({ subject, at }: Target): string {
  if (subject === undefined) return ''
  if (subject.is === 'test')
    return `${subject.name}\n${subject.state}, ${formatDuration(subject.to - subject.from)}`
  const { what } = subject.moments.findLast((each) => each.at <= at) ?? {
    what: 'not requested yet',
  }
  const lease = subject.leases.findLast(
    ({ heldFrom, to, test }) => test !== undefined && heldFrom <= at && at <= to,
  )
  const holder = lease?.test === undefined ? '' : `\nheld by ${lease.test.name}`
  return `${subject.name} #${subject.id}\n${formatDuration(at)}: ${what}${holder}`
}
