const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Formats a duration in its largest unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function formatAge(milliseconds: number): string {
  const age = Math.max(0, milliseconds)
  if (age < minute) return `${Math.floor(age / 1000)} s`
  if (age < hour) return `${Math.floor(age / minute)} min`
  return age < 2 * day ? `${Math.floor(age / hour)} h` : `${Math.floor(age / day)} d`
}
