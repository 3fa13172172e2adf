import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Fails for links to an anchor that no page has: VitePress itself looks for pages only. */
export function checkAnchors({ outDir }) {
  const pages = readdirSync(outDir, { recursive: true })
    .filter((name) => name.endsWith('.html'))
    .map((name) => readPage(outDir, name))
  const anchors = new Set(pages.flatMap(({ ids }) => ids))
  const dead = pages.flatMap(({ name, links }) =>
    links.filter((link) => !anchors.has(link)).map((link) => `${name}: there is no ${link}`),
  )
  if (dead.length > 0) throw new Error(dead.join('\n'))
}

/** Its anchors and the ones that it links to, as `page.html#anchor`. */
function readPage(folder, name) {
  const html = readFileSync(join(folder, name), 'utf8')
  const find = (pattern) => [...html.matchAll(pattern)].map(([, found]) => found)
  const ids = find(/ id="([^"]+)"/g).map((id) => `${name}#${id}`)
  const links = find(/ href="([^":]*#[^"]+)"/g).map((href) => {
    const [path, anchor] = decodeURI(href).split('#')
    return `${path === '' ? name : path.replace(/^\.?\//, '')}#${anchor}`
  })
  return { name, ids, links }
}
