// Checks the documentation: types of its code, its JSON, its links. What only a run can show is run by e2e/run.mjs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { spawnSync } from 'node:child_process'
import { planProcesses } from '../packages/core/dist/declaration/plan.js'
import { declarationSchema, executorKinds } from '../packages/core/dist/declaration/schema.js'
import { readPages, where, writeBlocks } from './pages.mjs'
import { root } from './run-step.mjs'
import { listVariables } from './variables.mjs'

/** Beside the packages that the blocks import. */
const work = join(root, 'e2e', '.work', 'docs-types')
const checked = new Set(['ts', 'js', 'json'])
const known = new Set([...checked, 'sh', 'yaml', 'python', 'text'])

/** How pages that are read elsewhere, those of the packages, link to the others. */
const repository = 'https://github.com/mirakuru-ts/mirakuru/blob/main/'

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  allowJs: true,
  checkJs: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
}

const pages = readPages()
const blocks = pages.flatMap((page) => page.blocks)
const problems = [
  ...blocks
    .filter(({ lang, targets }) => !known.has(lang) && targets.length === 0)
    .map((block) => `${where(block)}: of what language is this block?`),
  ...checkTypes(),
  ...(await Promise.all(blocks.map(checkDeclarations))).flat(),
  ...pages.flatMap(checkLinks),
  ...checkIndex(),
  ...checkReference(),
  ...checkVariables(),
  ...checkProtocol(),
  ...checkWorkingFolders(),
]
for (const problem of problems) console.error(problem)
const run = blocks.filter(({ targets }) => targets.length > 0)
console.log(
  `${pages.length} pages, ${blocks.filter(({ lang }) => checked.has(lang)).length} blocks checked, ${run.length} of them run in the end-to-end tests`,
)
const left = blocks.filter(
  ({ lang, targets }) => !checked.has(lang) && lang !== 'text' && targets.length === 0,
)
console.log(
  `neither checked nor run: ${left.map((block) => `${where(block)} (${block.lang})`).join(', ')}`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function checkTypes() {
  rmSync(work, { recursive: true, force: true })
  const files = pages.flatMap((page) => {
    const folder = page.path.replaceAll('/', '-').replace(/\.md$/, '')
    const targets = writeBlocks(page, join(work, folder))
    const jest = join(work, folder, 'jest')
    if (existsSync(jest)) writeFileSync(join(jest, 'package.json'), '{ "type": "commonjs" }')
    return targets
      .filter(({ file }) => /\.[cm]?[jt]s$/.test(file))
      .map(({ file, text }) => ({ page, text, file: join(folder, file) }))
  })
  // The global functions of Jest would hide that a test for Vitest does not import its own.
  const isOfJest = ({ file, text }) =>
    file.includes('/jest/') || text.includes('@mirakuru/jest-environment')
  const program = (each) =>
    `${isOfJest(each) ? 'jest' : 'vitest'}.${each.file.endsWith('ts') ? 'ts' : 'js'}`
  return ['vitest.ts', 'vitest.js', 'jest.ts', 'jest.js'].flatMap((name) =>
    compile(
      name,
      files.filter((each) => program(each) === name),
    ),
  )
}

/** What the compiler says, with the page instead of the file. */
function compile(name, files) {
  const types = name.startsWith('jest') ? ['node', 'jest'] : ['node']
  const strict = name.endsWith('ts')
  if (files.length === 0) return []
  const config = join(work, `tsconfig.${name}.json`)
  mkdirSync(work, { recursive: true })
  const settings = {
    compilerOptions: { ...compilerOptions, types, strict },
    files: files.map(({ file }) => file),
  }
  writeFileSync(config, JSON.stringify(settings))
  const { stdout, status } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', config, '--pretty', 'false'],
    { cwd: work, encoding: 'utf8' },
  )
  if (status === 0) return []
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, file, position, message] = /^(\S+?)\((\d+,\d+)\): (.*)$/.exec(line) ?? []
      const page = files.find((each) => each.file === file)?.page
      return page === undefined ? line : `${page.path}:${position.replace(',', ':')}: ${message}`
    })
}

/** In JSON and in configurations without types, whatever looks like a declaration has to be one. */
async function checkDeclarations(block) {
  try {
    findDeclarations(await readValue(block)).forEach(planBlock)
    return []
  } catch (error) {
    return [`${where(block)}: ${error.message}`]
  }
}

async function readValue({ lang, text }) {
  if (lang === 'json') return JSON.parse(text)
  const isConfig = lang === 'js' && /^(export default|module\.exports =) \{$/m.test(text)
  if (!isConfig || /^import |\brequire\(/m.test(text)) return undefined
  const module = text.replace('module.exports =', 'export default')
  return (await import(`data:text/javascript,${encodeURIComponent(module)}`)).default
}

/** Declarations by name, wherever they are. */
function findDeclarations(value) {
  if (typeof value !== 'object' || value === null) return []
  if ('executor' in value) return [{ subject: value }]
  const entries = Object.entries(value)
  const isBlock =
    entries.length > 0 && entries.every(([, each]) => Object(each).executor !== undefined)
  return isBlock ? [value] : entries.flatMap(([, each]) => findDeclarations(each))
}

function planBlock(block) {
  const scoped = Object.entries(block).map(([name, each]) => [name, { scope: 'run', ...each }])
  planProcesses(Object.fromEntries(scoped), { folder: root, outer: new Map() })
}

function checkLinks({ path, links }) {
  return links.flatMap(({ target, line }) => {
    const isOwn = target.startsWith(repository)
    if (/^[a-z]+:/.test(target) && !isOwn) return []
    const [file, anchor] = (isOwn ? target.slice(repository.length) : target).split('#')
    const to = file === '' ? path : normalize(join(isOwn ? '.' : dirname(path), file))
    if (!existsSync(join(root, to))) return [`${path}:${line}: there is no ${to}`]
    const anchors = pages.find((page) => page.path === to)?.anchors
    if (anchor === undefined || anchors?.includes(anchor)) return []
    return [`${path}:${line}: ${to} has no heading #${anchor}`]
  })
}

/** Nobody finds a page that the index does not name. */
function checkIndex() {
  const index = pages.find(({ path }) => path === 'docs/README.md')
  const named = new Set(index?.links.map(({ target }) => join('docs', target)))
  // The second is the home page of the site.
  const unnamed = new Set(['docs/README.md', 'docs/index.md'])
  return pages
    .filter(({ path }) => path.startsWith('docs/') && !unnamed.has(path) && !named.has(path))
    .map(({ path }) => `docs/README.md: it does not name ${path}`)
}

function checkVariables() {
  const text = readFileSync(join(root, 'docs/environment.md'), 'utf8')
  return listVariables()
    .filter((name) => !text.includes(`\`${name}`))
    .map((name) => `docs/environment.md: it does not name ${name}`)
}

function checkReference() {
  const text = readFileSync(join(root, 'docs/reference.md'), 'utf8')
  const options = new Set(
    executorKinds.flatMap((kind) => Object.keys(declarationSchema(kind).shape)),
  )
  options.delete('executor') // not an option, but the kind
  options.delete('uses') // only the plan of a block has it
  return [...options]
    .filter((option) => !text.includes(`\`${option}\``))
    .map((option) => `docs/reference.md: it does not name the option ${option}`)
}

function checkProtocol() {
  const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8')
  const source = ['messages', 'onlooker']
    .map((name) => readFileSync(join(root, `packages/core/src/protocol/${name}.ts`), 'utf8'))
    .join('\n')
  const interfaces = [
    ...source.matchAll(/^export interface \w+(?:Functions|Calls) \{$([^]*?)^\}$/gm),
  ]
  return interfaces
    .flatMap(([, body]) => [...body.matchAll(/^ {2}(\w+)[<(]/gm)].map(([, name]) => name))
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(page))
    .map((name) => `docs/protocol.md: it does not name ${name}()`)
}

/** Redis writes `dump.rdb` into the project of whoever copies an example, and the next one loads it. */
function checkWorkingFolders() {
  const sources = [
    'core',
    'vitest-plugin',
    'jest-environment',
    'node-test',
    'playwright',
    'services',
    'create-mirakuru',
  ].flatMap((name) => {
    const folder = `packages/${name}/src`
    return readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file))
  })
  const files = [
    ...pages.map(({ path }) => path),
    ...sources.filter((file) => /\.c?ts$/.test(file)),
  ]
  return files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /redis-server .*\{port\}/.test(line) && !line.includes('--dir {tmp}')
          ? [`${file}:${index + 1}: without --dir {tmp} it writes into the project of the reader`]
          : [],
      ),
  )
}
