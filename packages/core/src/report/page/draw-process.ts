import type { Lease, Model, Process } from './model.js'
import { drawBar, type Painting } from './painting.js'

export const rowHeight = 24
const bar = { inset: 5, height: 14 }

/** Draws the life of one process, from the request until it has ended completely. */
export function drawProcess(painting: Painting, model: Model, process: Process, top: number): void {
  const { palette, viewport } = painting
  if (process.to < viewport.from || process.from > viewport.to)
    return pointTo(painting, top, process.to < viewport.from ? 'before' : 'after')
  const full = { y: top + bar.inset, height: bar.height }
  const { starts, stopBegunAt, goneAt, resets, crashes } = process.record
  const since = (at: number): number => model.since(at)
  const launchedAt = starts[0]?.launchedAt
  const wantedUntil = launchedAt === undefined ? process.to : since(launchedAt)
  drawBar(painting, { from: process.from, to: wantedUntil, ...hair(top) }, palette.muted)
  for (const { launchedAt: launched, firstOutputAt, readyAt, endedAt } of starts) {
    const end = Math.min(
      endedAt === undefined ? model.duration : since(endedAt),
      stopBegunAt === undefined ? Infinity : since(stopBegunAt),
    )
    const ready = readyAt === undefined ? end : since(readyAt)
    drawBar(painting, { from: since(launched), to: ready, ...full }, palette.starting)
    if (readyAt !== undefined) drawBar(painting, { from: ready, to: end, ...full }, palette.ready)
    if (firstOutputAt !== undefined) drawTick(painting, since(firstOutputAt), top, palette.ink)
  }
  drawLeases(painting, process, top)
  for (const { from, to } of resets) {
    const end = to === undefined ? model.duration : since(to)
    drawBar(painting, { from: since(from), to: end, y: top + 2, height: 20 }, palette.reset)
  }
  if (stopBegunAt !== undefined) {
    const span = {
      from: since(stopBegunAt),
      to: goneAt === undefined ? model.duration : since(goneAt),
    }
    drawBar(painting, { ...span, y: top + 8, height: 8 }, palette.stopping)
  }
  for (const { at } of crashes) drawCrash(painting, since(at), top)
}

/** Draws in which direction a process out of view is. */
function pointTo(
  { context, palette, viewport, width }: Painting,
  top: number,
  where: string,
): void {
  context.fillStyle = palette.muted
  context.textAlign = where === 'before' ? 'left' : 'right'
  const x = where === 'before' ? viewport.left + 6 : width - 6
  context.fillText(where === 'before' ? '‹' : '›', x, top + rowHeight / 2)
}

function hair(top: number): { y: number; height: number } {
  return { y: top + rowHeight / 2 - 0.5, height: 1 }
}

/** Leases of tests and files above those of other processes; those of the run last as long as the process. */
function drawLeases(painting: Painting, { leases }: Process, top: number): void {
  const { context, palette } = painting
  const place = { y: top + bar.inset, height: bar.height }
  const colours = { client: palette.held, process: palette.dependent, spare: palette.spare }
  const shown = leases.toSorted((one, other) => rank(one) - rank(other))
  for (const { holder, heldFrom, to, isOfRun } of shown) {
    if (isOfRun || holder === 'run' || heldFrom > to) continue
    const drawn = drawBar(painting, { from: heldFrom, to, ...place }, colours[holder])
    if (drawn === undefined || drawn.width < 4) continue
    context.fillStyle = palette.back
    context.fillRect(drawn.x + drawn.width - 1, place.y, 1, place.height)
  }
}

function rank({ holder }: Lease): number {
  return holder === 'client' ? 1 : 0
}

function drawTick({ context, viewport }: Painting, at: number, top: number, colour: string): void {
  const x = viewport.xOf(at)
  if (x < viewport.left) return
  context.fillStyle = colour
  context.fillRect(x, top + bar.inset, 1, bar.height)
}

function drawCrash({ context, viewport, palette }: Painting, at: number, top: number): void {
  const x = viewport.xOf(at)
  if (x < viewport.left) return
  const [y, reach] = [top + rowHeight / 2, 5]
  context.lineWidth = 6
  for (const colour of [palette.back, palette.crash]) {
    context.strokeStyle = colour
    context.beginPath()
    context.moveTo(x - reach, y - reach)
    context.lineTo(x + reach, y + reach)
    context.moveTo(x + reach, y - reach)
    context.lineTo(x - reach, y + reach)
    context.stroke()
    context.lineWidth = 2.5
  }
  context.lineWidth = 1
}
