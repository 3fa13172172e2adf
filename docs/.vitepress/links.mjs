import { dirname, join, relative } from 'node:path'
import { root } from '../../scripts/run-step.mjs'
import { toSitePath } from './site-path.mjs'

/** How pages that are read elsewhere, those of the packages, link to the others. */
const repository = 'https://github.com/mirakuru-ts/mirakuru/blob/main/'

/** Makes links between files of the repository lead to pages of the site, or to what the site has not on GitHub. */
export function leadWithinTheSite(markdown) {
  markdown.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
    const from = relative(root, env.realPath ?? env.path)
    // The home page consists of README.md.
    const folder = from === 'docs/index.md' ? '.' : dirname(from)
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'link_open')
        token.attrSet('href', toSiteLink(token.attrGet('href'), folder))
      if (token.type === 'image') token.attrSet('loading', 'lazy')
    }
  })
}

function toSiteLink(href, folder) {
  const isOwn = href.startsWith(repository)
  if (href.startsWith('#') || (/^[a-z]+:/.test(href) && !isOwn)) return href
  const [path, ...anchor] = href.split(/(?=#)/)
  const file = isOwn ? path.slice(repository.length) : join(folder, path)
  const page = toSitePath(file)
  return [page === undefined ? repository + file : `/${page}`, ...anchor].join('')
}
