// The pages of the documentation as data: their blocks of code, their headings, their links.
//
// The first line of a block says what becomes of it: ```ts vitest=test/api.test.ts needs=redis-server
// - `vitest=FILE`, `jest=FILE`, `playwright=FILE`, `node=FILE`: the end-to-end tests write it to that file, beside the other files of its page
//   for that runner, and run them all; `needs` names programs without which it is left out. Files that readers can do
//   without are in a comment of HTML.
// - A block with imports or exports is a file by itself. One without continues the last such block of its page.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toAnchor } from './anchor.mjs'
import { root } from './run-step.mjs'

/** Whatever runs blocks, by the mark that asks for it. */
export const runners = ['vitest', 'jest', 'playwright', 'node']

const marks = new Set([...runners, 'needs'])
const code = new Set(['ts', 'js'])

/** Every page, with what is in it. */
export function readPages() {
  return listPaths().map((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n')
    const blocks = findBlocks(path, lines)
    const inBlock = new Set(blocks.flatMap(({ from, to }) => range(from, to)))
    const prose = lines.map((line, index) => (inBlock.has(index) ? '' : line))
    return {
      path,
      length: lines.length,
      blocks,
      anchors: findAnchors(prose),
      links: findLinks(prose),
    }
  })
}

/**
 * Writes the code of a page to files in which every line has the number that it has on the page.
 *
 * @param folder - gets `vitest/FILE`, `jest/FILE` and so on, and by number the blocks that no runner runs
 * @param isWanted - which blocks are written
 * @returns the paths of the files in that folder, and what is in them
 */
export function writeBlocks({ blocks, length }, folder, isWanted = () => true) {
  const files = new Map()
  let current = []
  for (const block of blocks.filter(
    (each) => (each.isWhole || code.has(each.lang)) && isWanted(each),
  )) {
    if (block.isWhole) {
      current = listTargets(block)
      for (const target of current)
        files.set(
          target,
          Array.from({ length }, () => ''),
        )
    }
    if (current.length === 0)
      throw new Error(`${where(block)}: there is no block with imports above`)
    for (const target of current) place(block, files.get(target))
  }
  for (const [target, lines] of files) {
    mkdirSync(dirname(join(folder, target)), { recursive: true })
    writeFileSync(join(folder, target), lines.join('\n'))
  }
  return [...files].map(([file, lines]) => ({ file, text: lines.join('\n') }))
}

/** Where a block begins, as editors and terminals understand it. */
export function where({ path, from }) {
  return `${path}:${from + 1}`
}

function listPaths() {
  const list = (folder) => readdirSync(join(root, folder)).map((name) => join(folder, name))
  const packages = list('packages').map((folder) => join(folder, 'README.md'))
  const pages = [...list('.'), ...list('docs'), ...list('examples'), ...packages]
  return pages.filter((path) => path.endsWith('.md'))
}

function findBlocks(path, lines) {
  const blocks = []
  for (let from = 0; from < lines.length; from++) {
    const [, indent, info] = /^( *)```(.*)$/.exec(lines[from]) ?? []
    if (info === undefined) continue
    const to = lines.findIndex((line, index) => index > from && line === `${indent}\`\`\``)
    if (to === -1) throw new Error(`${path}:${from + 1}: this block has no end`)
    const inner = lines.slice(from + 1, to).map((line) => line.slice(indent.length))
    blocks.push(describeBlock({ path, from, to, info, lines: inner }))
    from = to
  }
  return blocks
}

function describeBlock({ info, ...block }) {
  const [lang, ...words] = info.trim().split(/\s+/)
  const given = Object.fromEntries(words.map((word) => word.split('=')))
  const unknown = Object.keys(given).find((mark) => !marks.has(mark))
  if (unknown !== undefined) throw new Error(`${where(block)}: "${unknown}" is no mark of a block`)
  const { needs, ...named } = given
  const targets = Object.entries(named).map(([runner, file]) => join(runner, file))
  const text = block.lines.join('\n')
  const isWhole =
    targets.length > 0 || (code.has(lang) && /^(import|export) |\brequire\(/m.test(text))
  return { ...block, lang, text, targets, needs: needs?.split(',') ?? [], isWhole }
}

function listTargets({ lang, from, targets, text }) {
  const suffix = /\brequire\(/.test(text) ? 'cjs' : lang
  return targets.length > 0 ? targets : [`line-${from + 1}.${suffix}`]
}

/** One that continues another may use a name for something else. */
function place({ from, to, lines, isWhole }, target) {
  target.splice(from + 1, lines.length, ...lines)
  if (isWhole) return
  target[from] = '{'
  target[to] = '}'
}

function findAnchors(prose) {
  const seen = new Map()
  return prose.flatMap((line) => {
    const [, title] = /^#+ (.*)$/.exec(line) ?? []
    if (title === undefined) return []
    const slug = toAnchor(title)
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return [times === 0 ? slug : `${slug}-${times}`]
  })
}

function findLinks(prose) {
  return prose.flatMap((line, index) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({
      target,
      line: index + 1,
    })),
  )
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
