import { nameBars } from './names.mjs'

const introduction = `# Benchmarks

<!-- Written by \`pnpm bench\`; the figures are in benchmarks.json. -->

How fast Mirakuru is, and how fast other tools do the same. Measure it on your machine, in a clone of this repository:

\`\`\`sh
pnpm bench            # everything
pnpm bench readiness  # one topic
\`\`\`

All tools of a table take turns in one run: one sample each per round, in an order that rotates, after warm-up rounds. Every tool
runs with its defaults.
`

/** The page: a table and bars for each of the tables of all topics. */
export function writePage(results) {
  const sections = results.flatMap(([name, { date, machine, versions, tables }]) => [
    ...tables.map(writeSection),
    `\`pnpm bench ${name}\`, ${date} UTC, ${machine}; ${listVersions(versions)}.\n`,
  ])
  return [introduction, ...sections].join('\n')
}

function writeSection(table) {
  const { title, unit, note } = table
  const text = note === '' ? '' : `${note}\n\n`
  const bars = `![${title}: bars of the table below](benchmarks/${nameBars(table)})`
  return `## ${title}\n\n${text}${bars}\n\n${writeTable(table)}\n${unit === 'ms' ? 'Milliseconds.' : `Unit: ${unit}.`}\n`
}

/** The rows of a table, in Markdown, aligned as prettier aligns them. */
export function writeTable({ rows }) {
  const columns = [...new Set(Object.values(rows).flatMap(Object.keys))]
  const cells = [
    ['what', ...columns],
    ...Object.entries(rows).map(([what, row]) => [
      what,
      ...columns.map((column) => String(row[column] ?? '')),
    ]),
  ]
  const widths = cells[0].map((_, index) => Math.max(3, ...cells.map((row) => row[index].length)))
  const lines = cells.map((row) => {
    const padded = row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index]),
    )
    return `| ${padded.join(' | ')} |`
  })
  const rule = widths.map(
    (width, index) => '-'.repeat(index === 0 ? width : width - 1) + (index === 0 ? '' : ':'),
  )
  return [lines[0], `| ${rule.join(' | ')} |`, ...lines.slice(1), ''].join('\n')
}

function listVersions(versions) {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}
