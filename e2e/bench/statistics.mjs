/** Median, 95th percentile, minimum and number of samples. */
export function summarise(samples) {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
  return { median: at(0.5), p95: at(0.95), min: sorted[0], n: sorted.length }
}

/** Prints a table of summaries in milliseconds. */
export function printTable(title, rows) {
  console.log(`\n${title}\n`)
  console.log('| what | n | median | p95 | min |')
  console.log('|---|--:|--:|--:|--:|')
  for (const [what, samples] of Object.entries(rows)) {
    const { n, median, p95, min } = summarise(samples)
    console.log(`| ${what} | ${n} | ${median.toFixed(2)} | ${p95.toFixed(2)} | ${min.toFixed(2)} |`)
  }
}

/** Prints single values. */
export function printValues(title, values) {
  console.log(`\n${title}\n`)
  for (const [what, value] of Object.entries(values)) console.log(`- ${what}: ${value}`)
}
