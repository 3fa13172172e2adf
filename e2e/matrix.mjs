// `node matrix.mjs`: runs the example of each runner on each Node, as users would, and prints what came of it.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { copyToWork } from './copy.mjs'
import { installTarballs, packPackages } from './tarballs.mjs'

/** Which Node each runner needs at least, and how its command begins. */
const runners = [
  { name: 'Vitest 4.1', example: 'vitest', versions: { vitest: '4.1.12' }, cli: vitest },
  { name: 'Vitest 5.1', example: 'vitest', versions: { vitest: '5.1.1' }, cli: vitest, since: 22 },
  { name: 'Jest 30.2', example: 'jest-esm', versions: { jest: '30.2.0' }, cli: jest },
  { name: 'Jest 30.5', example: 'jest-esm', versions: { jest: '30.5.2' }, cli: jest },
  { name: 'Playwright 1.65', example: 'playwright', cli: playwright },
  { name: 'node:test', example: 'node-test', cli: () => ['--test'] },
]

function vitest(packages) {
  return [join(packages, 'vitest/vitest.mjs'), 'run']
}

function jest(packages) {
  return ['--experimental-vm-modules', join(packages, 'jest/bin/jest.js')]
}

function playwright(packages) {
  return [join(packages, '@playwright/test/cli.js'), 'test']
}

/** Says whether the example of every runner passes on every Node, without a warning of Node. */
export function runMatrix(tarballs) {
  const nodes = findNodes()
  const rows = runners.map(({ name, example, versions, cli, since = 0 }) => {
    const cwd = copyToWork(`../examples/${example}`, `matrix-${name.replaceAll(/\W/g, '-')}`)
    installTarballs(cwd, tarballs, { versions })
    const results = Object.entries(nodes).map(([major, node]) =>
      Number(major) < since ? '–' : runOn(node, { args: cli(join(cwd, 'node_modules')), cwd }),
    )
    return [name, ...results]
  })
  const head = ['', ...Object.values(nodes).map((node) => `Node ${readVersion(node)}`)]
  console.log(`\n${drawTable([head, ...rows])}`)
  return rows.flat().every((cell) => !cell.startsWith('✗'))
}

/** The programs of Node by their major version. */
function findNodes() {
  const platform = `${process.platform}-${process.arch}`
  const find = (folder, name) => {
    const { resolve } = createRequire(new URL(`${folder}/package.json`, import.meta.url))
    return join(dirname(resolve(`${name}/package.json`)), 'bin/node')
  }
  const own = process.versions.node.split('.')[0]
  return {
    22: find('nodes', `node22-${platform}`),
    24: find('node24', `node-${platform}`),
    26: find('nodes', `node26-${platform}`),
    [own]: process.execPath,
  }
}

/** ✓, or ✗ with what was wrong; prints the output then. */
function runOn(node, { args, cwd }) {
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` }
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, env, encoding: 'utf8' })
  const output = stripVTControlCharacters(`${stdout}${stderr}`)
  const warnings = output.split('\n').filter(isWarning)
  if (status === 0 && warnings.length === 0) return '✓'
  console.error(`\n${node} ${args.join(' ')}\n${output}`)
  return status === 0 ? `✗ ${warnings[0]}` : `✗ exit code ${status}`
}

/** What Node warns of, but that the modules of Jest are an experiment, which is its own. */
function isWarning(line) {
  return /^\(node:\d+\) /.test(line) && !line.includes('VM Modules is an experimental feature')
}

function readVersion(node) {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1)
}

function drawTable([head, ...rows]) {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  )
  const draw = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const line = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [draw(head), line, ...rows.map(draw)].join('\n')
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  process.exitCode = runMatrix(packPackages()) ? 0 : 1
