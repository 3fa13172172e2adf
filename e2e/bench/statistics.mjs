/** Median, 95th percentile, minimum and number of samples. */
export function summarise(samples) {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
  return { median: round(at(0.5)), p95: round(at(0.95)), min: round(sorted[0]), n: sorted.length }
}

function round(value) {
  return Math.round(value * 100) / 100
}
