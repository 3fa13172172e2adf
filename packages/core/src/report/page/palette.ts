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

/** The colours of the style sheet, for what is drawn. */
export type Palette = Readonly<Record<(typeof names)[number], string>>

/** As they are now: they follow the system, and what the reader chose. */
export function readPalette(): Palette {
  // A custom property is kept as it is written: only a property that has a colour says which one that is.
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
