import { findSide } from './sides.mjs'

const width = 760
const margin = 16
const labelWidth = 300
const valueWidth = 90
const barHeight = 18
const rowHeight = 28
const top = 56

const style = `
    .ground { fill: #ffffff; stroke: #d1d9e0 }
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-weight: 600; font-size: 14px }
    .label { text-anchor: end }
    .own { fill: #0969da } .other { fill: #afb8c1 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; stroke: #3d444d }
      text { fill: #d1d7e0 }
      .own { fill: #4493f8 } .other { fill: #656c76 }
    }`

/** Bars of the first column of a table, as long as their values, on a ground of their own: light, or dark. */
export function drawBars({ title, unit, rows }) {
  const bars = Object.entries(rows).map(([what, row]) => {
    const [column, value] = Object.entries(row)[0]
    return { what, column, value, side: findSide(what) }
  })
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const height = top + bars.length * rowHeight + margin - (rowHeight - barHeight)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escapeXml(title)}</title>
  <style>${style}
  </style>
  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>
  <text class="title" x="${margin}" y="30">${escapeXml(title)} (${escapeXml(unit)}, ${bars[0]?.column})</text>
${[...drawKey(bars), ...bars.map((bar, index) => drawBar(bar, { index, longest }))].join('\n')}
</svg>
`
}

function drawBar({ what, value, side }, { index, longest }) {
  const y = top + index * rowHeight
  const from = margin + labelWidth
  const length = Math.max(2, (Math.max(value, 0) / longest) * (width - from - valueWidth))
  return `  <text class="label" x="${from - 10}" y="${y + 14}">${escapeXml(what)}</text>
  <rect class="${side}" x="${from}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="${length < 6 ? 1 : 3}"/>
  <text x="${(from + length + 8).toFixed(1)}" y="${y + 14}">${value}</text>`
}

/** Says whose the colours are, where there are two. */
function drawKey(bars) {
  if (new Set(bars.map(({ side }) => side)).size < 2) return []
  const [own, other] = [width - margin - 144, width - margin - 58]
  return [
    `  <rect class="own" x="${own}" y="20" width="11" height="11" rx="2"/>
  <text x="${own + 17}" y="30">Mirakuru</text>`,
    `  <rect class="other" x="${other}" y="20" width="11" height="11" rx="2"/>
  <text x="${other + 17}" y="30">others</text>`,
  ]
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
