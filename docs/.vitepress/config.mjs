// The site of the documentation: `pnpm site`, `pnpm site:build`. Its pages are the files of the repository, which stay
// readable on GitHub.
import { defineConfig } from 'vitepress'
import { toAnchor } from '../../scripts/anchor.mjs'
import { checkAnchors } from './anchors.mjs'
import { readAsGitHub } from './github-markdown.mjs'
import { leadWithinTheSite } from './links.mjs'
import { exampleReport, openReport } from './report.mjs'
import { readSidebar } from './sidebar.mjs'
import { toSitePath } from './site-path.mjs'

export default defineConfig({
  lang: 'en',
  title: 'Mirakuru',
  titleTemplate: ':title · Mirakuru for TypeScript',
  description: 'Real databases and servers for your tests',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcDir: '..',
  srcExclude: [
    'README.md',
    'docs/README.md',
    'docs/*/**/*',
    'examples/*/**/*',
    'packages/!(core|create-mirakuru|jest-environment|vitest-plugin)/**/*',
    'packages/*/!(README).md',
    'packages/*/*/**/*',
    '!(docs|examples|packages)/**/*',
  ],
  rewrites: toSitePath,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: toAnchor },
    config(markdown) {
      leadWithinTheSite(markdown)
      openReport(markdown)
      readAsGitHub(markdown)
    },
  },
  vite: { plugins: [exampleReport()] },
  buildEnd: checkAnchors,
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Reference', link: '/reference' },
      { text: 'A report', link: '/example-report.html', target: '_self' },
    ],
    sidebar: readSidebar(),
    outline: 'deep',
    search: { provider: 'local', options: { _render: renderForSearch } },
    socialLinks: [{ icon: 'github', link: 'https://github.com/mirakuru-ts/mirakuru' }],
    footer: { message: 'MIT © the Mirakuru for TypeScript authors' },
  },
})

/** The index has no use for colours of code, which take a third of the time of a build. */
function renderForSearch(source, env, markdown) {
  markdown.options.highlight = undefined
  return markdown.render(source, env)
}
