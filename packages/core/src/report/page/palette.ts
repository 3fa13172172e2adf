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
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette
}
