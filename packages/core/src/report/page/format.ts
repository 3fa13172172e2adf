/** Formats milliseconds: `12 ms`, `1.25 s`, `3 min 4 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) return milliseconds > 0 ? '< 1 ms' : '0 ms'
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(2))} s`
  const minutes = Math.floor(milliseconds / 60_000)
  const seconds = Math.round((milliseconds % 60_000) / 1000)
  return `${minutes} min ${seconds} s`
}

/** Formats a moment for the ruler, with the precision of its steps. */
export function formatMoment(milliseconds: number, step: number): string {
  if (step < 1000 && milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const digits = step < 10 ? 3 : step < 100 ? 2 : step < 1000 ? 1 : 0
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(digits)} s`
  const minutes = Math.floor(milliseconds / 60_000)
  const seconds = ((milliseconds % 60_000) / 1000).toFixed(digits)
  return `${minutes}:${seconds.padStart(digits === 0 ? 2 : digits + 3, '0')}`
}

/** `1 process`, `2 processes`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

/** A path relative to the folder of the run. */
export function shortenPath(path: string, folder: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
}
