// Runs the projects in projects/, the examples and the documentation as users would: in folders of their own, on the
// packed tarballs. `node run.mjs NAME` runs those whose name begins with it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyToWork } from './copy.mjs'
import { runMatrix } from './matrix.mjs'
import { runPages } from './pages.mjs'
import { checkSizes } from './sizes.mjs'
import { checkAllTypes } from './types.mjs'
import { here, installTarballs, packPackages, run, work } from './tarballs.mjs'

const reports = join(here, '..', '.reports')
const node20 = process.execPath
const node24 = join(here, 'node24', 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')

/** How a runner is called; `report` is where it writes its report as JSON. */
const runners = {
  vitest: {
    cli: 'vitest/vitest.mjs',
    listArguments: (report) => [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  },
  jest: {
    cli: 'jest/bin/jest.js',
    listArguments: (report) => ['--json', `--outputFile=${report}`],
  },
  // It has no report in the form that the other two share.
  playwright: { cli: '@playwright/test/cli.js', listArguments: () => ['test', '--reporter=list'] },
}

const vitest4 = { runner: 'vitest', versions: { vitest: '4.1.12' }, node: node20 }
const vitest5 = { runner: 'vitest', versions: { vitest: '5.1.1' }, node: node24 }
const jest20 = { runner: 'jest', versions: { jest: '30.5.2' }, node: node20 }
const jest24 = { ...jest20, node: node24 }
const modules = { nodeArguments: ['--experimental-vm-modules', '--no-warnings'] }
const both = { ...vitest4.versions, ...jest20.versions }
const all = { ...both, '@playwright/test': '1.65.1' }

const projects = [
  { project: 'vitest-services', name: 'vitest-4', ...vitest4 },
  { project: 'vitest-services', name: 'vitest-5', ...vitest5 },
  { project: 'jest-cjs', name: 'jest-cjs-20', ...jest20 },
  { project: 'jest-esm', name: 'jest-esm-24', ...jest24, ...modules },
  { project: 'shared-processes', name: 'shared-vitest', ...vitest4, versions: both },
  { project: 'shared-processes', name: 'shared-jest', ...jest20, ...modules, versions: both },
].map((entry) => ({ ...entry, run: () => runProject(entry) }))

// Those of the other runners are in the matrix.
const examples = ['postgres', 'shards', 'ts-jest', 'plain-script'].map((example) => ({
  name: `example-${example}`,
  run: () => runExample(example),
}))

rmSync(work, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const tarballs = packPackages()
const nodes = { node20, node24 }
const [only = ''] = process.argv.slice(2)
const failed = [
  ...projects,
  ...examples,
  {
    name: 'documentation',
    run: () => runPages({ tarballs, versions: all, nodes, runTests }),
  },
  { name: 'types', run: () => checkAllTypes(tarballs, all) },
  { name: 'matrix', run: () => runMatrix(tarballs) },
  { name: 'create', run: () => runTestsHere('create') },
  { name: 'report', run: () => runTestsHere('report') },
  { name: 'sizes', run: () => checkSizes(tarballs) },
]
  .filter(({ name }) => name.startsWith(only))
  .filter((entry) => !entry.run())
for (const { name } of failed) console.error(`\n${name} failed`)
process.exitCode = failed.length === 0 ? 0 : 1

function runProject({ project, name, runner, versions, node, nodeArguments }) {
  const cwd = copyToWork(`projects/${project}`, name)
  installTarballs(cwd, tarballs, { versions })
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  console.log(`\n${project} with ${runner} ${versions[runner]} on Node ${version}`)
  if (!checkTypes(cwd)) return false
  const packages = join(cwd, 'node_modules')
  return runTests({ runner, node, nodeArguments, cwd, packages, name })
}

/** As its own package.json says. */
function runExample(example) {
  const name = `example-${example}`
  const cwd = copyToWork(`../examples/${example}`, name)
  installTarballs(cwd, tarballs)
  console.log(`\nexamples/${example} with npm test`)
  return checkTypes(cwd) && run('npm', ['test', '--silent'], { cwd })
}

/** The tests of a folder of this package: the page of a report in a browser, and `npm create mirakuru`. */
function runTestsHere(name) {
  console.log(`\n${name} with Vitest`)
  const [cwd, packages] = [join(here, name), join(here, 'node_modules')]
  return runTests({ runner: 'vitest', node: node20, cwd, packages, name })
}

function runTests({ runner, node, nodeArguments = [], cwd, packages, name, args = [] }) {
  const { cli, listArguments } = runners[runner]
  const report = join(reports, `e2e-${name}.json`)
  return run(node, [...nodeArguments, join(packages, cli), ...listArguments(report), ...args], {
    cwd,
  })
}

function checkTypes(cwd) {
  return !existsSync(join(cwd, 'tsconfig.json')) || run('tsc', ['-p', cwd], {})
}
