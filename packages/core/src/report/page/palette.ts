import { make } from './element.js'

const names = [
  'back',
  'panel',
  'ink',
  'muted',
  'line',
  'faint',
  'accent',
  'starting',
  'ready',
  'held',
  'dependent',
  'spare',
  'reset',
  'stopping',
  'crash',
  'passed',
  'failed',
  'skipped',
] as const

/** The colours of the style sheet, for drawing. */
export type Palette = Readonly<Record<(typeof names)[number], string>>

/** Reads the current colours, which depend on the system and the selected theme. */
export function readPalette(): Palette {
  // A custom property keeps its text: only a property that is a colour resolves to one.
  const probe = document.body.appendChild(make('span'))
  const { style: own } = probe
  const seen = getComputedStyle(probe)
  const colours = names.map((name) => {
    own.color = `var(--${name})`
    return [name, seen.color] as const
  })
  probe.remove()
  return Object.fromEntries(colours) as Palette
}
