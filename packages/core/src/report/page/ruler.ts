import { formatMoment } from './format.js'
import type { Painting } from './painting.js'

export const rulerHeight = 26
const widestStep = 110

/** Draws times along the upper edge, with vertical lines below them. */
export function drawRuler({ context, viewport, palette, width, height }: Painting): void {
  const step = chooseStep((viewport.span / viewport.width) * widestStep)
  context.fillStyle = palette.muted
  context.strokeStyle = palette.faint
  context.textAlign = 'left'
  const first = Math.ceil(viewport.from / step) * step
  for (let at = first; at <= viewport.to; at += step) {
    const x = Math.round(viewport.xOf(at)) + 0.5
    context.beginPath()
    context.moveTo(x, rulerHeight - 6)
    context.lineTo(x, height)
    context.stroke()
    if (x < width - 44) context.fillText(formatMoment(at, step), x + 4, rulerHeight / 2)
  }
}

/** 1, 2 or 5 times a power of ten. */
function chooseStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5].find((each) => each * power >= least) ?? 10)
}
