const width = 760
const labelWidth = 300
const barHeight = 18
const rowHeight = 28
const top = 40

const style = `
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-weight: 600; font-size: 14px }
    .label { text-anchor: end }
    .own { fill: #0969da } .other { fill: #afb8c1 }
    @media (prefers-color-scheme: dark) {
      text { fill: #d1d7e0 }
      .own { fill: #4493f8 } .other { fill: #656c76 }
    }`

/** Bars of the first column of a table, as long as their values; readable on light and on dark ground. */
export function drawBars({ title, unit, rows }) {
  const bars = Object.entries(rows).map(([what, row]) => {
    const [column, value] = Object.entries(row)[0]
    return { what, column, value }
  })
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const room = width - labelWidth - 90
  const lines = bars.map(({ what, value }, index) => {
    const y = top + index * rowHeight
    const length = Math.max(2, (Math.max(value, 0) / longest) * room)
    const kind = isOwn(what) ? 'own' : 'other'
    return `  <text class="label" x="${labelWidth - 10}" y="${y + 14}">${escapeXml(what)}</text>
  <rect class="${kind}" x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>
  <text x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 14}">${value}</text>`
  })
  const height = top + bars.length * rowHeight + 6
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escapeXml(title)}</title>
  <style>${style}
  </style>
  <text class="title" x="0" y="18">${escapeXml(title)} (${escapeXml(unit)}, ${bars[0]?.column})</text>
${lines.join('\n')}
</svg>
`
}

/** What this project does stands out. */
function isOwn(what) {
  return /Executor|mirakuru|spare|scope/.test(what)
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
