import type { Palette } from './palette.js'
import type { Viewport } from './viewport.js'

/** The parameters of drawing functions. */
export interface Painting {
  readonly context: CanvasRenderingContext2D
  readonly viewport: Viewport
  readonly palette: Palette
  readonly width: number
  readonly height: number
}

/** Draws a bar between two moments, clipped to the view and at least a pixel wide; returns where. */
export function drawBar(
  { context, viewport, width }: Painting,
  bar: { readonly from: number; readonly to: number; readonly y: number; readonly height: number },
  colour: string,
): { readonly x: number; readonly width: number } | undefined {
  const x = Math.max(viewport.left, viewport.xOf(bar.from))
  const end = Math.min(width, Math.max(viewport.xOf(bar.to), x + 1))
  if (end <= viewport.left || x >= width || viewport.xOf(bar.to) < viewport.left) return undefined
  context.fillStyle = colour
  context.fillRect(x, bar.y, end - x, bar.height)
  return { x, width: end - x }
}

/** Draws text, and cuts it to the available room. */
export function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  { x, y, room }: { readonly x: number; readonly y: number; readonly room: number },
): void {
  const letters = Math.floor(room / letterWidth)
  if (letters < 2) return
  context.fillText(text.length <= letters ? text : `${text.slice(0, letters - 1)}…`, x, y)
}

/** The average of the fonts of the page; measuring every text takes longer than drawing it. */
const letterWidth = 6.4
