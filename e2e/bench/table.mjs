import { summarise } from './statistics.mjs'

/** A table of medians: one row a contender. */
export function tableOf(title, samples, { unit = 'ms', note = '' } = {}) {
  const rows = Object.entries(samples).map(([what, values]) => [what, summarise(values)])
  return { title, unit, note, rows: Object.fromEntries(rows) }
}

/** A table of single values: by contender, then by column. The bars show the first column. */
export function tableOfValues(title, rows, { unit = 'ms', note = '' } = {}) {
  return { title, unit, note, rows }
}
