import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run-step.mjs'
import { toSitePath } from './site-path.mjs'

/** The groups of docs/README.md, which names every page: a bold line, and the first link of each point below it. */
export function readSidebar() {
  const lines = readFileSync(join(root, 'docs/README.md'), 'utf8').split('\n')
  const groups = []
  for (const line of lines) {
    const [, title] = /^\*\*(.+)\*\*$/.exec(line) ?? []
    if (title !== undefined) groups.push({ text: title, items: [] })
    const [, text, file] = /^- \[(.+?)\]\((.+?)\)/.exec(line) ?? []
    if (file !== undefined) groups.at(-1).items.push(toItem(text, join('docs', file)))
  }
  return groups
}

function toItem(text, file) {
  const page = toSitePath(file)
  if (page === undefined) throw new Error(`docs/README.md: the site has no page ${file}`)
  return { text: text.replaceAll('`', ''), link: `/${page.replace(/\.md$/, '')}` }
}
